package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.TransferId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Valid contents at random, with the borders of every field more often than chance would have them. Single-threaded. */
public final class Contents {

    private static final List<Class<?>> KINDS = leaves(Kind.class).distinct().toList();
    private static final List<Class<?>> SYNC_ITEMS = leaves(SyncItem.class).toList();
    private static final int FULL = 16;

    private final RandomGenerator random;
    private final Texts texts;

    public Contents(RandomGenerator random) {
        this.random = random;
        texts = new Texts(random);
    }

    /** Every kind there is. */
    static List<Class<?>> kinds() {
        return KINDS;
    }

    static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Contents::leaves)
                : Stream.of(type);
    }

    public Content content() {
        return content(KINDS.get(random.nextInt(KINDS.size())));
    }

    Content content(Class<?> type) {
        Content content = contentToAnybody(type);
        return random.nextBoolean() ? content : content.to(address().account());
    }

    private Content contentToAnybody(Class<?> type) {
        Kind kind = kind(type);
        if (!(kind instanceof Shown)) {
            return Content.of(kind);
        }
        boolean once =
                random.nextBoolean() && (kind instanceof Image || kind instanceof Video || kind instanceof VoiceNote);
        return new Content(
                kind,
                random.nextBoolean() ? Optional.of(quote()) : Optional.empty(),
                once ? 0 : number(0, ContentLimits.FORWARDED),
                seconds(0, ContentLimits.DISAPPEARING),
                once);
    }

    private Kind kind(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Text" -> texts.text();
            case "Image" -> new Image(attachment(), pixels(), pixels(), Pictures.thumbnail(random), texts.caption());
            case "Video" ->
                new Video(
                        attachment(),
                        pixels(),
                        pixels(),
                        milliseconds(),
                        Pictures.thumbnail(random),
                        texts.caption(),
                        random.nextBoolean());
            case "VoiceNote" -> new VoiceNote(attachment(), milliseconds(), bytes(0, ContentLimits.WAVEFORM_BYTES));
            case "Audio" -> new Audio(attachment(), milliseconds(), name(0), name(0));
            case "SharedFile" -> new SharedFile(attachment(), fileName(), Pictures.thumbnail(random), texts.caption());
            case "Sticker" -> new Sticker(attachment(), pixels(), pixels(), emoji());
            case "Location" -> location();
            case "LiveLocation" ->
                new LiveLocation(location(), seconds(1, ContentLimits.LIVE_LOCATION), texts.caption());
            case "ContactCard" -> contactCard();
            case "Poll" -> poll();
            case "Start" -> new Call.Start(call(), random.nextBoolean());
            case "Outcome" -> new Call.Outcome(call(), ref(), pick(Call.Outcome.Result.values()));
            case "Offer" -> new Call.Offer(call(), to(), sdp());
            case "Ringing" -> new Call.Ringing(call(), to());
            case "Answer" -> new Call.Answer(call(), to(), sdp());
            case "Candidates" -> new Call.Candidates(call(), to(), list(0, ContentLimits.CANDIDATES, this::candidate));
            case "HangUp" -> new Call.HangUp(call(), to(), pick(Call.HangUp.Reason.values()));
            case "Edit" -> new Edit(ref(), revision(), texts.caption());
            case "DeleteForEveryone" -> new DeleteForEveryone(ref());
            case "Reaction" -> new Reaction(ref(), revision(), emoji());
            case "PollVote" -> new PollVote(ref(), revision(), choices());
            case "LiveLocationUpdate" ->
                new LiveLocationUpdate(
                        ref(),
                        number(1, ContentLimits.NUMBER),
                        random.nextBoolean() ? Optional.of(location()) : Optional.empty());
            case "Pin" -> new Pin(ref(), revision(), random.nextBoolean());
            case "TimerChange" -> new TimerChange(revision(), seconds(0, ContentLimits.DISAPPEARING));
            case "DeviceSync" -> new DeviceSync(list(1, 12, this::syncItem));
            case "HistoryRequest" -> new HistoryRequest(transfer(), bytes(32, 32));
            case "HistoryChunk" ->
                new HistoryChunk(
                        transfer(),
                        number(1, ContentLimits.NUMBER),
                        bytes(1, ContentLimits.SEALED_BYTES),
                        random.nextBoolean());
            case "HistoryProgress" ->
                new HistoryProgress(
                        transfer(),
                        number(0, ContentLimits.NUMBER),
                        random.nextBoolean(),
                        random.nextBoolean() ? Optional.of(new DeviceId("d" + number(0, 9))) : Optional.empty());
            default -> throw new IllegalArgumentException("no generator for " + type);
        };
    }

    private SyncItem syncItem() {
        Class<?> type = SYNC_ITEMS.get(random.nextInt(SYNC_ITEMS.size()));
        ConversationId conversation = new ConversationId(random.nextLong(), random.nextLong());
        return switch (type.getSimpleName()) {
            case "ReadPosition" -> new ReadPosition(conversation, ref());
            case "ConversationSettings" ->
                new ConversationSettings(
                        conversation,
                        revision(),
                        pick(
                                ConversationSettings.NOT_MUTED,
                                ConversationSettings.MUTED,
                                Instant.ofEpochMilli(random.nextLong(1L << 53))),
                        random.nextBoolean(),
                        number(0, ContentLimits.PINNED_PLACE),
                        random.nextBoolean());
            case "DeleteForMe" -> new DeleteForMe(conversation, list(1, 20, this::ref));
            case "Star" -> new Star(conversation, ref(), revision(), random.nextBoolean());
            case "ClearConversation" -> new ClearConversation(conversation, ref());
            case "ViewOnceOpened" -> new ViewOnceOpened(conversation, ref());
            default -> throw new IllegalArgumentException("no generator for " + type);
        };
    }

    private Quote quote() {
        Optional<Shown.Type> type = random.nextBoolean() ? Optional.of(pick(Shown.Type.values())) : Optional.empty();
        return new Quote(ref(), texts.bytes(0, ContentLimits.EXCERPT_BYTES), type);
    }

    private Attachment attachment() {
        int length = random.nextInt(FULL) == 0 ? ContentLimits.LOCATION_BYTES : random.nextInt(10, 40);
        String location = random.nextBoolean() ? "m".repeat(length) : "https://" + "/".repeat(length - 8);
        return new Attachment(
                location,
                bytes(0, ContentLimits.KEY_BYTES),
                bytes(32, 32),
                pick(0L, ContentLimits.ATTACHMENT_BYTES, random.nextLong(1L << 53)),
                pick("image/jpeg", "audio/ogg; codecs=opus", "a/" + "b".repeat(125)));
    }

    private Location location() {
        return new Location(
                number(-ContentLimits.LATITUDE_E7, ContentLimits.LATITUDE_E7),
                number(-ContentLimits.LONGITUDE_E7, ContentLimits.LONGITUDE_E7),
                number(0, ContentLimits.ACCURACY_METERS),
                name(0),
                name(0));
    }

    private ContactCard contactCard() {
        boolean hasAccount = random.nextBoolean();
        return new ContactCard(
                name(1),
                hasAccount ? Optional.of(new AccountId("bob")) : Optional.empty(),
                texts.bytes(hasAccount ? 0 : 1, ContentLimits.VCARD_BYTES));
    }

    private Poll poll() {
        int count = number(2, ContentLimits.POLL_OPTIONS);
        List<String> options = IntStream.range(0, count)
                .mapToObj(i -> (char) ('A' + i) + texts.bytes(0, ContentLimits.OPTION_BYTES - 1))
                .toList();
        return new Poll(texts.bytes(1, ContentLimits.QUESTION_BYTES), options, number(0, count));
    }

    private List<Integer> choices() {
        return IntStream.range(0, ContentLimits.POLL_OPTIONS)
                .filter(option -> random.nextBoolean())
                .boxed()
                .toList();
    }

    private String fileName() {
        int length = random.nextInt(FULL) == 0 ? ContentLimits.NAME_BYTES : random.nextInt(1, 40);
        return pick("n".repeat(length), "…", "\uD83D\uDC4D.txt");
    }

    private String name(int least) {
        return texts.bytes(least, ContentLimits.NAME_BYTES);
    }

    private String emoji() {
        return texts.bytes(0, ContentLimits.EMOJI_BYTES);
    }

    private String sdp() {
        return texts.bytes(1, ContentLimits.SDP_BYTES);
    }

    private String candidate() {
        return texts.bytes(1, ContentLimits.CANDIDATE_BYTES);
    }

    private MessageRef ref() {
        MessageId id = random.nextBoolean()
                ? MessageId.create(Instant.ofEpochMilli(random.nextLong(1L << 41)))
                : MessageId.LOWEST;
        return new MessageRef(address(), id);
    }

    private Address address() {
        return pick(Address.of("anna", "phone"), Address.of("a".repeat(64), "d".repeat(32)));
    }

    private Optional<Address> to() {
        return random.nextBoolean() ? Optional.of(address()) : Optional.empty();
    }

    private CallId call() {
        return new CallId(random.nextLong(), random.nextLong());
    }

    private TransferId transfer() {
        return new TransferId(random.nextLong(), random.nextLong());
    }

    private Revision revision() {
        return pick(Revision.FIRST, new Revision(ContentLimits.REVISION), new Revision(random.nextLong(1, 1L << 53)));
    }

    private int pixels() {
        return number(0, ContentLimits.PIXELS);
    }

    private Duration milliseconds() {
        return Duration.ofMillis(pick(
                0L, ContentLimits.MEDIA_DURATION.toMillis(), random.nextLong(ContentLimits.MEDIA_DURATION.toMillis())));
    }

    private Duration seconds(int least, Duration most) {
        return Duration.ofSeconds(number(least, (int) most.toSeconds()));
    }

    private ByteString bytes(int least, int most) {
        int size = random.nextInt(FULL) == 0 ? most : random.nextInt(least, Math.min(most, least + 60) + 1);
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private int number(int least, int most) {
        return pick(least, most, (int) random.nextLong(least, most + 1L));
    }

    private <T> List<T> list(int least, int most, Supplier<T> element) {
        int size = random.nextInt(FULL) == 0 ? most : random.nextInt(least, Math.min(most, least + 6) + 1);
        List<T> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(element.get());
        }
        return list;
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
