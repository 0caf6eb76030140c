/**
 * What happens to a whole account: it is exported, suspended and resumed, and deleted. Each is one transaction over the tables of
 * all domains; what inboxes and connections have to do about it is in the same transaction, for the change feed to carry out.
 */
@NullMarked
package io.waggle.broker.lifecycle;

import org.jspecify.annotations.NullMarked;
