package io.waggle.protocol.content;

import io.waggle.protocol.content.wire.Wire;

/** What is looked at and listened to: kinds with an attachment. */
final class MediaCodec {

    private MediaCodec() {}

    static Image image(Wire.Image wire) {
        return new Image(
                attachment(wire.getAttachment()),
                wire.getWidth(),
                wire.getHeight(),
                wire.getThumbnail(),
                TextCodec.caption(wire.hasCaption(), wire.getCaption()));
    }

    static Video video(Wire.Video wire) {
        return new Video(
                attachment(wire.getAttachment()),
                wire.getWidth(),
                wire.getHeight(),
                TimeCodec.milliseconds(wire.getDurationMs()),
                wire.getThumbnail(),
                TextCodec.caption(wire.hasCaption(), wire.getCaption()),
                wire.getLooping());
    }

    static VoiceNote voiceNote(Wire.VoiceNote wire) {
        return new VoiceNote(
                attachment(wire.getAttachment()), TimeCodec.milliseconds(wire.getDurationMs()), wire.getWaveform());
    }

    static Audio audio(Wire.Audio wire) {
        return new Audio(
                attachment(wire.getAttachment()),
                TimeCodec.milliseconds(wire.getDurationMs()),
                wire.getTitle(),
                wire.getPerformer());
    }

    static SharedFile file(Wire.File wire) {
        return new SharedFile(
                attachment(wire.getAttachment()),
                wire.getName(),
                wire.getThumbnail(),
                TextCodec.caption(wire.hasCaption(), wire.getCaption()));
    }

    static Sticker sticker(Wire.Sticker wire) {
        return new Sticker(attachment(wire.getAttachment()), wire.getWidth(), wire.getHeight(), wire.getEmoji());
    }

    static void write(Shown shown, Wire.Content.Builder wire) {
        if (shown instanceof Image image) {
            wire.setImage(wire(image));
        } else if (shown instanceof Video video) {
            wire.setVideo(wire(video));
        } else if (shown instanceof VoiceNote note) {
            wire.setVoiceNote(Wire.VoiceNote.newBuilder()
                    .setAttachment(wire(note.attachment()))
                    .setDurationMs(TimeCodec.milliseconds(note.duration()))
                    .setWaveform(note.waveform()));
        } else if (shown instanceof Audio audio) {
            wire.setAudio(Wire.Audio.newBuilder()
                    .setAttachment(wire(audio.attachment()))
                    .setDurationMs(TimeCodec.milliseconds(audio.duration()))
                    .setTitle(audio.title())
                    .setPerformer(audio.performer()));
        } else if (shown instanceof SharedFile file) {
            wire.setFile(wire(file));
        } else if (shown instanceof Sticker sticker) {
            wire.setSticker(Wire.Sticker.newBuilder()
                    .setAttachment(wire(sticker.attachment()))
                    .setWidth(sticker.width())
                    .setHeight(sticker.height())
                    .setEmoji(sticker.emoji()));
        }
    }

    private static Wire.Image.Builder wire(Image image) {
        var wire = Wire.Image.newBuilder()
                .setAttachment(wire(image.attachment()))
                .setWidth(image.width())
                .setHeight(image.height())
                .setThumbnail(image.thumbnail());
        image.caption().ifPresent(caption -> wire.setCaption(TextCodec.wire(caption)));
        return wire;
    }

    private static Wire.Video.Builder wire(Video video) {
        var wire = Wire.Video.newBuilder()
                .setAttachment(wire(video.attachment()))
                .setWidth(video.width())
                .setHeight(video.height())
                .setDurationMs(TimeCodec.milliseconds(video.duration()))
                .setThumbnail(video.thumbnail())
                .setLooping(video.looping());
        video.caption().ifPresent(caption -> wire.setCaption(TextCodec.wire(caption)));
        return wire;
    }

    private static Wire.File.Builder wire(SharedFile file) {
        var wire = Wire.File.newBuilder()
                .setAttachment(wire(file.attachment()))
                .setName(file.name())
                .setThumbnail(file.thumbnail());
        file.caption().ifPresent(caption -> wire.setCaption(TextCodec.wire(caption)));
        return wire;
    }

    private static Attachment attachment(Wire.Attachment wire) {
        return new Attachment(wire.getLocation(), wire.getKey(), wire.getDigest(), wire.getSize(), wire.getMediaType());
    }

    private static Wire.Attachment wire(Attachment attachment) {
        return Wire.Attachment.newBuilder()
                .setLocation(attachment.location())
                .setKey(attachment.key())
                .setDigest(attachment.digest())
                .setSize(attachment.size())
                .setMediaType(attachment.mediaType())
                .build();
    }
}
