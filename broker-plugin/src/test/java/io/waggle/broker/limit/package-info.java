/** An inbox without a disk, for tests: written to be obviously right, not fast, and apart from any engine. */
@NullMarked
package io.waggle.broker.limit;

import org.jspecify.annotations.NullMarked;
