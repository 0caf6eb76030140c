/** Conversations as people see them: clients and broker together. */
@NullMarked
package io.waggle.broker.conversation;

import org.jspecify.annotations.NullMarked;
