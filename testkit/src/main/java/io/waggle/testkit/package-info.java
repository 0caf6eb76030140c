/**
 * What tests and the demo stand on: the real broker in a process of its own, which can be killed, and tokens for it. Linux
 * only, since it reads what the kernel says of a process.
 */
@NullMarked
package io.waggle.testkit;

import org.jspecify.annotations.NullMarked;
