/** The same load on several brokers, in alternation, so that what a shared machine does to one it does to all. */
@NullMarked
package io.waggle.loadtest.compare;

import org.jspecify.annotations.NullMarked;
