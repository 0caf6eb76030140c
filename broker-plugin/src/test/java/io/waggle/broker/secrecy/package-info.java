/** What holds for the logs of the whole test run: the last thing that a build looks at. */
@NullMarked
package io.waggle.broker.secrecy;

import org.jspecify.annotations.NullMarked;
