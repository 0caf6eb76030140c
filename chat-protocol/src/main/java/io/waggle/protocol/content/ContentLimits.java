package io.waggle.protocol.content;

import java.time.Duration;

/**
 * The bounds of what is in a content, beside that of the whole ({@link io.waggle.protocol.ProtocolLimits#CONTENT_BYTES}). Bytes
 * of a text are those of its UTF-8.
 */
public final class ContentLimits {

    /** {@code Text.body}, bytes. */
    public static final int TEXT_BYTES = 16_384;

    /** Spans of one text. */
    public static final int SPANS = 256;

    /** {@code LinkPreview.url}, bytes. */
    public static final int URL_BYTES = 2_048;

    /** A name, title, performer or postal address, bytes. */
    public static final int NAME_BYTES = 512;

    /** {@code LinkPreview.description}, bytes. */
    public static final int DESCRIPTION_BYTES = 1_024;

    /** {@code Quote.excerpt}, bytes. */
    public static final int EXCERPT_BYTES = 512;

    /** Any thumbnail, bytes. */
    public static final int THUMBNAIL_BYTES = 16_384;

    /** {@code Attachment.location}, bytes. */
    public static final int LOCATION_BYTES = 1_024;

    /** {@code Attachment.key}, bytes. */
    public static final int KEY_BYTES = 64;

    /** {@code Attachment.digest}, bytes; no fewer either. */
    public static final int DIGEST_BYTES = 32;

    /** What an attachment refers to, bytes: what every language's numbers hold exactly. */
    public static final long ATTACHMENT_BYTES = (1L << 53) - 1;

    /** {@code Attachment.media_type}, bytes. */
    public static final int MEDIA_TYPE_BYTES = 127;

    /** Width and height, pixels. */
    public static final int PIXELS = 65_535;

    /** What is watched or listened to. */
    public static final Duration MEDIA_DURATION = Duration.ofDays(30);

    /** {@code VoiceNote.waveform}, bytes. */
    public static final int WAVEFORM_BYTES = 128;

    /** An emoji, bytes. */
    public static final int EMOJI_BYTES = 64;

    /** Latitude, units of 10^-7 degree, to either side. */
    public static final int LATITUDE_E7 = 900_000_000;

    /** Longitude, units of 10^-7 degree, to either side. */
    public static final int LONGITUDE_E7 = 1_800_000_000;

    /** {@code Location.accuracy_meters}: half way around the earth. */
    public static final int ACCURACY_METERS = 20_037_508;

    /** How long a place is shared live. */
    public static final Duration LIVE_LOCATION = Duration.ofDays(1);

    /** {@code ContactCard.vcard}, bytes. */
    public static final int VCARD_BYTES = 16_384;

    /** {@code Poll.question}, bytes. */
    public static final int QUESTION_BYTES = 1_024;

    /** Options of a poll. */
    public static final int POLL_OPTIONS = 12;

    /** One option of a poll, bytes. */
    public static final int OPTION_BYTES = 256;

    /** A session description, bytes. */
    public static final int SDP_BYTES = 32_768;

    /** Candidates of one signal. */
    public static final int CANDIDATES = 64;

    /** One candidate, bytes. */
    public static final int CANDIDATE_BYTES = 512;

    /** {@code Content.forwarded}; who forwards what was forwarded so often leaves it there. */
    public static final int FORWARDED = 127;

    /** After how long a message disappears. */
    public static final Duration DISAPPEARING = Duration.ofDays(365);

    /** A revision: what every language's numbers hold exactly. */
    public static final long REVISION = (1L << 53) - 1;

    /** The number of a location update or chunk. */
    public static final int NUMBER = Integer.MAX_VALUE;

    /** Items of one {@code DeviceSync}. */
    public static final int SYNC_ITEMS = 256;

    /** Messages of one {@code DeleteForMe}. */
    public static final int DELETED_MESSAGES = 256;

    /** Place of a pinned conversation. */
    public static final int PINNED_PLACE = 1_000;

    /** {@code HistoryRequest.public_key}, bytes; no fewer either. */
    public static final int PUBLIC_KEY_BYTES = 32;

    /** {@code HistoryChunk.sealed}, bytes. */
    public static final int SEALED_BYTES = 57_344;

    private ContentLimits() {}
}
