/** Benchmarks, run by {@code ./waggle benchmark} and never in a build: figures to compare, not assertions. */
@NullMarked
package io.waggle.broker.benchmark;

import org.jspecify.annotations.NullMarked;
