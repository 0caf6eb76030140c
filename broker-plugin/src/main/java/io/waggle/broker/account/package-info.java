/**
 * Who there is: accounts, what they are found by, and their devices. The relational database is the truth; what a broker has to
 * do about a change is written in the same transaction and read by whichever process has the inboxes.
 */
@NullMarked
package io.waggle.broker.account;

import org.jspecify.annotations.NullMarked;
