package io.waggle.client.store;

/** What is to be seen of something that stands among the messages. */
enum Shape {
    /** A message. */
    SHOWN(1),
    /** A message that was deleted for everyone: its content is gone, and it says so. */
    DELETED(2),
    /** A message that was deleted for this person, cleared away, or has disappeared. Known, so that nothing brings it back. */
    REMOVED(3),
    /** Something that this device sends and that is no message: a change, or what is for the person's other devices. */
    CARRIER(4),
    /** That a group has changed. */
    NOTE(5),
    /** A note that was cleared away. It never was a message, so nobody has read it, and nothing is counted from it. */
    REMOVED_NOTE(6);

    /** Those of which something is to be seen, as the schema writes them. */
    static final String VISIBLE = "(1, 2, 5)";

    private final int code;

    Shape(int code) {
        this.code = code;
    }

    /** How the schema writes it. Never reused. */
    long code() {
        return code;
    }

    static Shape fromCode(long code) {
        for (Shape shape : values()) {
            if (shape.code == code) {
                return shape;
            }
        }
        throw new StoreException("not the code of a shape: " + code);
    }
}
