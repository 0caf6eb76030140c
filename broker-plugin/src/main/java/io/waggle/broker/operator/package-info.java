/** What an operator types on the server: a command in a process of its own, which asks the broker's API as the operator. */
@NullMarked
package io.waggle.broker.operator;

import org.jspecify.annotations.NullMarked;
