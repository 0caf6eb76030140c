package io.waggle.broker.profile;

import io.waggle.broker.profile.AvatarOutcome.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes avatars of files that people send: JPEG or PNG, by how they begin. What is kept of a file is what its colours are, in a
 * JPEG of its own of at most {@value #SIDE} pixels a side; nothing of the file itself is ever served (ADR 0012).
 *
 * <p>A file is refused by its {@linkplain Essence header} before a pixel is decoded. Decoding takes at most about 25 MB of
 * heap and 25 MB outside of it, and at most {@value #AT_ONCE} are decoded at once; whoever comes then is told to come again.
 * Only the decoders of the JDK are used, whatever others are there, and nothing is written to a disk. For any thread.
 */
public final class AvatarMaker {

    /** Bytes of the largest file that is taken. */
    public static final int MAX_FILE = 1 << 20;

    static final int SIDE = 640;
    static final int AT_ONCE = 2;

    private static final float QUALITY = 0.85f;
    private static final int TAG_BYTES = 16;

    private final Semaphore permits = new Semaphore(AT_ONCE);

    /** The avatar of a file of at most {@value #MAX_FILE} bytes. */
    public AvatarOutcome make(byte[] file) {
        if (!permits.tryAcquire()) {
            return new AvatarOutcome.Busy();
        }
        try {
            byte[] jpeg = encode(decode(Essence.of(file)));
            return new AvatarOutcome.Made(new Profiles.Avatar(tag(jpeg), jpeg));
        } catch (BadPicture e) {
            return new AvatarOutcome.Refused(e.reason());
        } finally {
            permits.release();
        }
    }

    private static Pixels decode(Essence essence) throws BadPicture {
        ImageReader reader =
                ofTheJdk(ImageIO.getImageReadersByFormatName(essence.format()), ImageReader::getOriginatingProvider);
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(essence.file()))) {
            reader.setInput(in, true, true);
            if (reader.getWidth(0) != essence.width() || reader.getHeight(0) != essence.height()) {
                throw new BadPicture(Reason.BROKEN);
            }
            ImageReadParam param = reader.getDefaultReadParam();
            // At most twice as large as it is to be: the rest is left to the mean of neighbours.
            int step = (Math.max(essence.width(), essence.height()) + 2 * SIDE - 1) / (2 * SIDE);
            param.setSourceSubsampling(step, step, 0, 0);
            BufferedImage image = reader.read(0, param);
            return Pixels.of(image).fitting(SIDE).turned(essence.orientation());
        } catch (IOException | RuntimeException e) {
            // Of a file that somebody made to be damaged, decoders throw whatever comes.
            throw new BadPicture(Reason.BROKEN);
        } finally {
            reader.dispose();
        }
    }

    private static byte[] encode(Pixels pixels) {
        ImageWriter writer = ofTheJdk(ImageIO.getImageWritersByFormatName("jpeg"), ImageWriter::getOriginatingProvider);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(pixels.toImage(), null, null), param);
        } catch (IOException e) {
            throw new IllegalStateException("an avatar cannot be written to memory", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The JDK's own, even where another jar has registered some. */
    private static <T> T ofTheJdk(Iterator<T> codecs, Function<T, ImageReaderWriterSpi> providerOf) {
        while (codecs.hasNext()) {
            T codec = codecs.next();
            if (providerOf.apply(codec).getClass().getModule() == ImageIO.class.getModule()) {
                return codec;
            }
        }
        throw new IllegalStateException("this JVM has no codec for such pictures");
    }

    private static String tag(byte[] jpeg) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(jpeg);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
