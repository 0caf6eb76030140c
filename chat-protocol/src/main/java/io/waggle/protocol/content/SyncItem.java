package io.waggle.protocol.content;

import io.waggle.protocol.ConversationId;

/** One thing that a person did on one device. */
public sealed interface SyncItem
        permits ReadPosition, ConversationSettings, DeleteForMe, Star, ClearConversation, ViewOnceOpened {

    /** Where. */
    ConversationId conversation();
}
