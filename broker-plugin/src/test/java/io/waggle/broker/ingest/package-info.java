@NullMarked
package io.waggle.broker.ingest;

import org.jspecify.annotations.NullMarked;
