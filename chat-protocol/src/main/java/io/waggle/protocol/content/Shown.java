package io.waggle.protocol.content;

import java.util.Optional;

/** A kind that stands in the conversation as a message of its own, and counts as unread until it is read. */
public sealed interface Shown extends Kind
        permits Text,
                Image,
                Video,
                VoiceNote,
                Audio,
                SharedFile,
                Sticker,
                Location,
                LiveLocation,
                ContactCard,
                Poll,
                Call.Start {

    /** Which it is, for a switch, and for who {@linkplain Quote quotes} it. */
    Type type();

    @Override
    default Effect effect() {
        return Effect.SHOWN;
    }

    /** The kinds that are shown. */
    enum Type {
        TEXT(1),
        IMAGE(2),
        VIDEO(3),
        VOICE_NOTE(4),
        AUDIO(5),
        FILE(6),
        STICKER(7),
        LOCATION(8),
        LIVE_LOCATION(9),
        CONTACT_CARD(10),
        POLL(11),
        CALL(12);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        /** Its number in {@code Content.kind}. */
        public int number() {
            return number;
        }

        /** The type of a number; nothing for that of a later version, or of a kind that is not shown. */
        public static Optional<Type> of(int number) {
            for (Type type : values()) {
                if (type.number == number) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }
}
