/**
 * Groups: what one is, who may change it how, and what its people are told. Pure: an engine of {@link
 * io.waggle.broker.inbox.Inbox} keeps the groups, and asks here what becomes of one, so that every engine decides alike.
 */
@NullMarked
package io.waggle.broker.group;

import org.jspecify.annotations.NullMarked;
