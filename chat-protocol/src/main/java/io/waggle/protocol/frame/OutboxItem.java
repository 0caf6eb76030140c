package io.waggle.protocol.frame;

/** One thing that a device tells the server. Items of a frame are decided in order. */
public sealed interface OutboxItem
        permits Posting,
                ReceiptUpdate,
                LiveEvent,
                GroupLiveEvent,
                Hello,
                InboxAck,
                InboxReject,
                GroupChange,
                GroupQuery,
                SetPresence,
                WatchPresence {}
