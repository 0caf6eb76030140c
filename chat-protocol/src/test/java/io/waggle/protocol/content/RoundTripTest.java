package io.waggle.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.protocol.Seed;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RoundTripTest {

    private static final int TIMES = 300;

    private final RandomGenerator random = Seed.random("content RoundTripTest");
    private final Contents contents = new Contents(random);

    static Stream<Class<?>> kinds() {
        return Contents.kinds().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindComesBackAsItWas(Class<?> kind) {
        for (int i = 0; i < TIMES; i++) {
            Content content = contents.content(kind);
            ByteString bytes = ContentCodec.encode(content);
            assertThat(ContentCodec.decode(bytes)).isEqualTo(new DecodedContent.Known(content));
            assertThat(content.kind()).isInstanceOf(kind);
        }
    }

    @Test
    void everyKindIsOfOneEffect() {
        Set<Effect> effects = new HashSet<>();
        for (Class<?> kind : Contents.kinds()) {
            Effect effect = contents.content(kind).kind().effect();
            assertThat(effect == Effect.SHOWN).isEqualTo(Shown.class.isAssignableFrom(kind));
            assertThat(effect == Effect.CHANGE).isEqualTo(Change.class.isAssignableFrom(kind));
            assertThat(effect == Effect.OWN).isEqualTo(Own.class.isAssignableFrom(kind));
            assertThat(effect.countsAsUnread()).isEqualTo(effect == Effect.SHOWN);
            effects.add(effect);
        }
        assertThat(effects).containsExactlyInAnyOrder(Effect.values());
    }

    @Test
    void everyShownKindIsOfATypeOfItsOwn() {
        assertThat(Contents.leaves(Shown.class)
                        .map(kind -> ((Shown) contents.content(kind).kind()).type()))
                .containsExactlyInAnyOrder(Shown.Type.values());
    }

    @ParameterizedTest
    @EnumSource
    void everyActivityComesBackAsItWas(Activity activity) {
        assertThat(LiveCodec.decode(LiveCodec.encode(activity))).contains(activity);
    }
}
