package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.content.wire.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Contents of messages. {@link #decode} answers any bytes with a value: a content whose every field is within the protocol's
 * bounds, a kind of a later version, or the first fault. It never throws. Values of an enum that this version does not know
 * degrade: a span of such a style is left out, a hang-up for such a reason is one of a call that was going on.
 */
public final class ContentCodec {

    private ContentCodec() {}

    /** What these bytes are. */
    public static DecodedContent decode(ByteString bytes) {
        if (bytes.size() > ProtocolLimits.CONTENT_BYTES) {
            return new DecodedContent.Malformed(
                    ContentFault.CONTENT_TOO_LARGE,
                    "a content must have at most " + ProtocolLimits.CONTENT_BYTES + " bytes");
        }
        try {
            Wire.Content wire = Wire.Content.parseFrom(bytes);
            Optional<? extends Kind> kind = kind(wire);
            return kind.isPresent()
                    ? new DecodedContent.Known(content(kind.get(), wire))
                    : new DecodedContent.Unknown(effect(wire, bytes), disappearsAfter(wire), to(wire), bytes);
        } catch (InvalidProtocolBufferException e) {
            return new DecodedContent.Malformed(ContentFault.NOT_PROTOBUF, "not a waggle.content.v1.Content");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        } catch (OutOfBounds e) {
            return e.toValue();
        }
    }

    /**
     * The bytes of the content.
     *
     * @throws IllegalArgumentException if they would be more than {@link ProtocolLimits#CONTENT_BYTES}, which values can be that
     *     are each within their bounds
     */
    public static ByteString encode(Content content) {
        var wire = Wire.Content.newBuilder()
                .setForwarded(content.forwarded())
                .setDisappearsAfterSeconds(TimeCodec.seconds(content.disappearsAfter()))
                .setViewOnce(content.viewOnce());
        content.quote().ifPresent(quote -> wire.setQuote(TextCodec.wire(quote)));
        content.to().ifPresent(account -> wire.setTo(account.value()));
        write(content.kind(), wire);
        ByteString bytes = wire.build().toByteString();
        if (bytes.size() > ProtocolLimits.CONTENT_BYTES) {
            throw new IllegalArgumentException(
                    "content of " + bytes.size() + " bytes, at most " + ProtocolLimits.CONTENT_BYTES + " are allowed");
        }
        return bytes;
    }

    /** What the sender said beside the kind counts for a kind that is shown. */
    private static Content content(Kind kind, Wire.Content wire) {
        if (!(kind instanceof Shown)) {
            return new Content(kind, Optional.empty(), 0, Duration.ZERO, false, to(wire));
        }
        return new Content(
                kind,
                wire.hasQuote() ? Optional.of(TextCodec.quote(wire.getQuote())) : Optional.empty(),
                wire.getForwarded(),
                disappearsAfter(wire),
                wire.getViewOnce(),
                to(wire));
    }

    private static Optional<AccountId> to(Wire.Content wire) {
        return wire.getTo().isEmpty() ? Optional.empty() : Optional.of(RefCodec.account(wire.getTo()));
    }

    private static Duration disappearsAfter(Wire.Content wire) {
        return Bounds.seconds(
                ContentFault.BAD_OPTION,
                "Content.disappears_after_seconds",
                TimeCodec.seconds(wire.getDisappearsAfterSeconds()),
                Duration.ZERO,
                ContentLimits.DISAPPEARING);
    }

    /** Nothing for one of a later version. */
    private static Optional<? extends Kind> kind(Wire.Content wire) {
        return switch (wire.getKindCase()) {
            case TEXT -> Optional.of(TextCodec.text(wire.getText()));
            case IMAGE -> Optional.of(MediaCodec.image(wire.getImage()));
            case VIDEO -> Optional.of(MediaCodec.video(wire.getVideo()));
            case VOICE_NOTE -> Optional.of(MediaCodec.voiceNote(wire.getVoiceNote()));
            case AUDIO -> Optional.of(MediaCodec.audio(wire.getAudio()));
            case FILE -> Optional.of(MediaCodec.file(wire.getFile()));
            case STICKER -> Optional.of(MediaCodec.sticker(wire.getSticker()));
            case LOCATION -> Optional.of(PlaceCodec.location(wire.getLocation()));
            case LIVE_LOCATION -> Optional.of(PlaceCodec.liveLocation(wire.getLiveLocation()));
            case CONTACT_CARD -> Optional.of(CardCodec.contactCard(wire.getContactCard()));
            case POLL -> Optional.of(CardCodec.poll(wire.getPoll()));
            case CALL -> CallCodec.signal(wire.getCall());
            case EDIT -> Optional.of(ChangeCodec.edit(wire.getEdit()));
            case DELETE_FOR_EVERYONE -> Optional.of(ChangeCodec.delete(wire.getDeleteForEveryone()));
            case REACTION -> Optional.of(ChangeCodec.reaction(wire.getReaction()));
            case POLL_VOTE -> Optional.of(ChangeCodec.pollVote(wire.getPollVote()));
            case LIVE_LOCATION_UPDATE -> Optional.of(PlaceCodec.update(wire.getLiveLocationUpdate()));
            case PIN -> Optional.of(ChangeCodec.pin(wire.getPin()));
            case TIMER_CHANGE -> Optional.of(ChangeCodec.timer(wire.getTimerChange()));
            case DEVICE_SYNC -> SyncCodec.sync(wire.getDeviceSync());
            case HISTORY_REQUEST -> Optional.of(HistoryCodec.request(wire.getHistoryRequest()));
            case HISTORY_CHUNK -> Optional.of(HistoryCodec.chunk(wire.getHistoryChunk()));
            case HISTORY_PROGRESS -> Optional.of(HistoryCodec.progress(wire.getHistoryProgress()));
            case KIND_NOT_SET -> Optional.empty();
        };
    }

    private static void write(Kind kind, Wire.Content.Builder wire) {
        if (kind instanceof Call call) {
            wire.setCall(CallCodec.wire(call));
        } else if (kind instanceof Shown shown) {
            write(shown, wire);
        } else if (kind instanceof Change change) {
            ChangeCodec.write(change, wire);
        } else if (kind instanceof DeviceSync sync) {
            wire.setDeviceSync(SyncCodec.wire(sync));
        } else if (kind instanceof HistoryRequest request) {
            wire.setHistoryRequest(HistoryCodec.wire(request));
        } else if (kind instanceof HistoryChunk chunk) {
            wire.setHistoryChunk(HistoryCodec.wire(chunk));
        } else if (kind instanceof HistoryProgress progress) {
            wire.setHistoryProgress(HistoryCodec.wire(progress));
        }
    }

    private static void write(Shown shown, Wire.Content.Builder wire) {
        if (shown instanceof Text text) {
            wire.setText(TextCodec.wire(text));
        } else if (shown instanceof Location location) {
            wire.setLocation(PlaceCodec.wire(location));
        } else if (shown instanceof LiveLocation location) {
            wire.setLiveLocation(PlaceCodec.wire(location));
        } else if (shown instanceof ContactCard card) {
            wire.setContactCard(CardCodec.wire(card));
        } else if (shown instanceof Poll poll) {
            wire.setPoll(CardCodec.wire(poll));
        } else {
            MediaCodec.write(shown, wire);
        }
    }

    /** What a kind of a later version does: its number tells, and what it is a part of. */
    private static Effect effect(Wire.Content wire, ByteString bytes) throws IOException {
        return switch (wire.getKindCase()) {
            case CALL -> Effect.CHANGE;
            case DEVICE_SYNC -> Effect.OWN;
            default -> LaterKinds.effect(bytes);
        };
    }
}
