/** What happens to whole accounts, tested on both engines. */
@NullMarked
package io.waggle.broker.lifecycle;

import org.jspecify.annotations.NullMarked;
