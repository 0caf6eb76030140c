package io.waggle.protocol.content;

/**
 * A kind that is between the devices of one person, in the conversation with oneself. From anybody else, or in any other
 * conversation, it is ignored.
 */
public sealed interface Own extends Kind permits DeviceSync, HistoryRequest, HistoryChunk, HistoryProgress {

    @Override
    default Effect effect() {
        return Effect.OWN;
    }
}
