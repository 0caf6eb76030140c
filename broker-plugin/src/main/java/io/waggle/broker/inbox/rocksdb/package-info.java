/**
 * The embedded engine: all inboxes of one node in one RocksDB. The only package that knows RocksDB.
 *
 * <p>One thread, the commit thread, owns everything that is written. Others hand it {@link
 * io.waggle.broker.inbox.rocksdb.Operation operations} through a bounded queue; it takes whatever has gathered while the
 * last commit was on its way to the disk, applies the operations one after the other to one write batch, writes that with
 * one fsync, and only then completes their futures and publishes what readers may see. So an operation is a piece of
 * single-threaded code, and the more there are the cheaper each gets; acknowledgements, which nobody waits for, wait a moment
 * themselves so that they need no commit of their own.
 *
 * <p>Where a write fails, nothing is known of it. All state in memory is thrown away, everything that waits is failed, and
 * the store is opened again from disk until that succeeds. There is no other error handling to get wrong.
 *
 * <p>The newest rows are also in memory ({@link io.waggle.broker.inbox.rocksdb.Recent}), so what comes in and is soon
 * acknowledged is written and never read. What is only on disk is read by whoever wants it, on their own thread, and its
 * headers are kept until the device has acknowledged it ({@link io.waggle.broker.inbox.rocksdb.HandedOut}).
 *
 * <p>Column families:
 *
 * <pre>
 * meta         name                                  -> number         format version, incarnation, dedup start
 * inbox        account NUL device                    -> id, epoch, acknowledged
 * row          inbox id, sequence                    -> header, sealed content or a reference
 * content      content id                            -> sealed content               messages to many, stored once
 * references   content id                            -> how many rows refer to it
 * receipt      inbox id, conversation, member, kind  -> sequence, message id, ...     pending pointers, replaced in place
 * dead_letter  inbox id, sequence                    -> reason, row
 * group        group id                              -> sealed: everything but its people
 * group_member group id, account                     -> role, since version, who invited
 * membership   account NUL group id                  -> nothing
 * group_picture group id                             -> sealed: id, picture
 * dedup-N      sender inbox id, message id           -> nothing       two generations; the older is dropped whole
 * </pre>
 */
@NullMarked
package io.waggle.broker.inbox.rocksdb;

import org.jspecify.annotations.NullMarked;
