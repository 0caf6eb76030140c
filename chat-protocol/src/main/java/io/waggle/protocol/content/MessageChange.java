package io.waggle.protocol.content;

/** Changes another message of the same conversation. One that comes before its message is kept until that has come. */
public sealed interface MessageChange extends Change
        permits Edit, DeleteForEveryone, Reaction, PollVote, LiveLocationUpdate, Pin, Call.Outcome {

    /** The message that it changes. */
    MessageRef message();
}
