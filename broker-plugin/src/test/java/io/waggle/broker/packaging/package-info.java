/** What ships, as it ships: the standalone broker, the extension's archive, the launchers. */
@NullMarked
package io.waggle.broker.packaging;

import org.jspecify.annotations.NullMarked;
