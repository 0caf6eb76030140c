package io.waggle.protocol.spec;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.DeviceSync;
import io.waggle.protocol.content.Edit;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Reaction;
import io.waggle.protocol.content.ReadPosition;
import io.waggle.protocol.content.Revision;
import io.waggle.protocol.content.Span;
import io.waggle.protocol.content.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contents that CONTENT.md tells its story with, by the names they have there. */
final class ContentExamples {

    private static final MessageRef MESSAGE =
            new MessageRef(Examples.ANNAS_PHONE, MessageId.parse("01a20ce4-05c0-7a3e-9c52-6d0f8e1b2a47"));

    private ContentExamples() {}

    static Map<String, Content> all() {
        Map<String, Content> all = new LinkedHashMap<>();
        all.put("text", Content.of(new Text("hello @bob!", List.of(mention()), Optional.empty())));
        all.put("reaction", Content.of(new Reaction(MESSAGE, Revision.FIRST, "\uD83D\uDC4D")));
        all.put("edit", Content.of(new Edit(MESSAGE, Revision.FIRST, Optional.of(Text.of("hello, Bob")))));
        all.put("read-position", Content.of(new DeviceSync(List.of(new ReadPosition(Examples.CONVERSATION, MESSAGE)))));
        return all;
    }

    private static Span mention() {
        return new Span(6, 4, new Span.Mention(new AccountId("bob")));
    }
}
