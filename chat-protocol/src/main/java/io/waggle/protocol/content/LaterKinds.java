package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** What can be said of kinds that this version does not know: their numbers are given out by what they do. */
final class LaterKinds {

    private static final int FIRST_CHANGE = 20;
    private static final int FIRST_OWN = 40;
    private static final int FIRST_OPTION = 60;
    private static final int AFTER_OPTIONS = 80;

    private LaterKinds() {}

    /** Of a content that has no known kind. Where nothing says otherwise, somebody may wait for it to be seen. */
    static Effect effect(ByteString content) throws IOException {
        Effect effect = Effect.SHOWN;
        CodedInputStream in = content.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            if (number < FIRST_OPTION || number >= AFTER_OPTIONS) {
                effect = effect(number);
            }
            in.skipField(tag);
        }
        return effect;
    }

    private static Effect effect(int number) {
        if (number < FIRST_CHANGE || number >= AFTER_OPTIONS) {
            return Effect.SHOWN;
        }
        return number < FIRST_OWN ? Effect.CHANGE : Effect.OWN;
    }
}
