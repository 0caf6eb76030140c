package io.waggle.broker.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.profile.AvatarOutcome.Made;
import io.waggle.broker.profile.AvatarOutcome.Reason;
import io.waggle.broker.profile.AvatarOutcome.Refused;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of all kinds, and files that are made to hurt whoever decodes them. */
class AvatarMakerTest {

    private static final int RED = 0xE02020;
    private static final int BLUE = 0x2020E0;

    private static byte[] zeros = new byte[0];

    private final AvatarMaker maker = new AvatarMaker();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    AvatarMakerTest() {}

    // --- pictures as people have them

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void aPictureBecomesAJpegThatLooksTheSame(String format) throws IOException {
        BufferedImage avatar = made(encoded(halves(300, 200, BufferedImage.TYPE_INT_RGB), format));

        assertThat(avatar.getWidth()).isEqualTo(300);
        assertThat(avatar.getHeight()).isEqualTo(200);
        assertHalves(avatar);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void aLargePictureIsMadeSmallerAndKeepsItsShape(String format) throws IOException {
        BufferedImage avatar = made(encoded(halves(4_096, 3_000, BufferedImage.TYPE_INT_RGB), format));

        assertThat(avatar.getWidth()).isEqualTo(640);
        assertThat(avatar.getHeight()).isEqualTo(468);
        assertHalves(avatar);
    }

    @Test
    void narrowPicturesStayPictures() throws IOException {
        assertThat(made(encoded(halves(4_096, 1, BufferedImage.TYPE_INT_RGB), "png"))
                        .getHeight())
                .isEqualTo(1);
        assertThat(made(encoded(halves(2, 4_096, BufferedImage.TYPE_INT_RGB), "png"))
                        .getHeight())
                .isEqualTo(640);
        assertThat(made(encoded(halves(1, 1, BufferedImage.TYPE_INT_RGB), "jpeg"))
                        .getWidth())
                .isEqualTo(1);
    }

    @Test
    void grayIsAsGrayAsItWasAndWhatIsTransparentIsWhite() throws IOException {
        BufferedImage gray = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 64 * 64; i++) {
            gray.getRaster().setSample(i % 64, i / 64, 0, 100);
        }
        for (String format : List.of("jpeg", "png")) {
            assertThat(made(encoded(gray, format)).getRGB(32, 32) & 0xFF)
                    .as(format)
                    .isBetween(97, 103);
        }
        BufferedImage clear = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
        assertThat(made(encoded(clear, "png")).getRGB(32, 32) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_USHORT_GRAY})
    void otherDepthsArePicturesToo(int type) throws IOException {
        assertThat(made(encoded(halves(100, 60, type), "png")).getWidth()).isEqualTo(100);
    }

    @Test
    void interlacedAndProgressivePicturesArePictures() throws IOException {
        assertHalves(made(progressive(halves(1_500, 900, BufferedImage.TYPE_INT_RGB), "png")));
        assertHalves(made(progressive(halves(1_500, 900, BufferedImage.TYPE_INT_RGB), "jpeg")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPhotoIsUprightHoweverThePhoneWasHeld(int orientation) throws IOException {
        byte[] jpeg = encoded(halves(90, 60, BufferedImage.TYPE_INT_RGB), "jpeg");
        BufferedImage avatar = made(withSegment(jpeg, 0xE1, exif(orientation)));

        // The left half is red: where it is in the upright picture says how it was turned.
        boolean sideways = orientation >= 5;
        assertThat(avatar.getWidth()).isEqualTo(sideways ? 60 : 90);
        int[] red = switch (orientation) {
            case 1, 4 -> new int[] {5, 30};
            case 2, 3 -> new int[] {85, 30};
            case 5, 6 -> new int[] {30, 5};
            default -> new int[] {30, 85};
        };
        assertNear(avatar.getRGB(red[0], red[1]), RED);
        assertNear(avatar.getRGB(avatar.getWidth() - 1 - red[0], avatar.getHeight() - 1 - red[1]), BLUE);
    }

    @Test
    void theSameFileHasTheSameTagAndAnotherAnother() throws IOException {
        byte[] one = encoded(halves(30, 20, BufferedImage.TYPE_INT_RGB), "png");
        byte[] other = encoded(halves(30, 21, BufferedImage.TYPE_INT_RGB), "png");

        assertThat(avatar(one).tag())
                .matches("[A-Za-z0-9_-]{22}")
                .isEqualTo(avatar(one).tag())
                .isNotEqualTo(avatar(other).tag());
    }

    // --- what must not get through

    @Test
    void whereAPhotoWasTakenAndWhatHidesInItIsGone() throws IOException {
        byte[] jpeg = encoded(halves(90, 60, BufferedImage.TYPE_INT_RGB), "jpeg");
        byte[] secret = "GPS 52.5163 13.3777 <script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII);
        byte[] photo = jpeg;
        for (int marker : new int[] {0xE1, 0xE2, 0xED, 0xEF, 0xFE}) {
            photo = withSegment(photo, marker, concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), secret));
        }
        photo = concat(photo, secret);
        byte[] png = encoded(halves(90, 60, BufferedImage.TYPE_INT_RGB), "png");
        byte[] texts = concat(
                withChunk(
                        withChunk(png, "tEXt", concat("Comment\0".getBytes(StandardCharsets.US_ASCII), secret)),
                        "eXIf",
                        secret),
                secret);

        for (byte[] file : List.of(photo, texts)) {
            assertThat(new String(file, StandardCharsets.ISO_8859_1))
                    .contains("GPS")
                    .contains("script");
            String made = new String(avatar(file).jpeg(), StandardCharsets.ISO_8859_1);
            assertThat(made).startsWith("\u00FF\u00D8").doesNotContain("GPS", "script", "Exif");
            assertThat(made.indexOf("\u00FF\u00D9"))
                    .as("nothing behind the end")
                    .isEqualTo(made.length() - 2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "G",
                "GIF89a\1\0\1\0\0\0\0;",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "RIFF____WEBPVP8 ",
                "BM______",
                "%PDF-1.7",
                "II*\0\10\0\0\0",
                "\0\0\1\0"
            })
    void whatIsNeitherJpegNorPngIsNotDecoded(String file) {
        assertThat(make(file.getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(new Refused(Reason.NEITHER_JPEG_NOR_PNG));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8, 9, 10, 12, 14})
    void aHeaderOfAnotherLengthIsRefused(int length) {
        byte[] header = Arrays.copyOf(new byte[] {0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0}, length);
        byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

        assertThat(make(concat(signature, chunk("IHDR", header)))).isEqualTo(new Refused(Reason.BROKEN));
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefused() throws IOException {
        for (String format : List.of("jpeg", "png")) {
            byte[] file = encoded(halves(80, 60, BufferedImage.TYPE_INT_RGB), format);
            for (int length = 8; length < file.length - 1; length += 7) {
                assertThat(make(Arrays.copyOf(file, length)))
                        .as(format + " of " + length + " of " + file.length)
                        .isEqualTo(new Refused(Reason.BROKEN));
            }
        }
    }

    @Test
    void aWrongChecksumIsRefused() throws IOException {
        byte[] file = encoded(halves(80, 60, BufferedImage.TYPE_INT_RGB), "png");
        for (int at : new int[] {17, 30, file.length - 20, file.length - 2}) {
            byte[] broken = file.clone();
            broken[at] ^= 4;
            assertThat(make(broken)).as("byte " + at).isEqualTo(new Refused(Reason.BROKEN));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x1000000", "1000000x1", "4097x1", "1x4097", "65535x65535", "2147483647x2147483647"})
    void moreThanSoManyPixelsAreNotDecoded(String size) throws IOException {
        int width = Integer.parseInt(size.split("x", -1)[0]);
        int height = Integer.parseInt(size.split("x", -1)[1]);
        assertThat(make(png(width, height, 8, 6, deflated(new byte[1_000]))))
                .isEqualTo(new Refused(Reason.TOO_MANY_PIXELS));
        if (width <= 0xFFFF && height <= 0xFFFF) {
            assertThat(make(resized(encoded(halves(8, 8, BufferedImage.TYPE_INT_RGB), "jpeg"), width, height)))
                    .isEqualTo(new Refused(Reason.TOO_MANY_PIXELS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x5", "5x0", "-1x5", "5x-2147483648"})
    void picturesWithoutPixelsAreNone(String size) throws IOException {
        int width = Integer.parseInt(size.split("x", -1)[0]);
        int height = Integer.parseInt(size.split("x", -1)[1]);
        assertThat(make(png(width, height, 8, 2, deflated(new byte[100])))).isEqualTo(new Refused(Reason.BROKEN));
        if (width >= 0 && height >= 0) {
            assertThat(make(resized(encoded(halves(8, 8, BufferedImage.TYPE_INT_RGB), "jpeg"), width, height)))
                    .isEqualTo(new Refused(Reason.BROKEN));
        }
    }

    /** What inflates, or is said to be, much larger than the file. */
    private enum Bomb {
        TEXT {
            @Override
            byte[] file() throws IOException {
                byte[] text = concat("Comment\0\0".getBytes(StandardCharsets.US_ASCII), deflatedZeros());
                return withChunk(indexed(), "zTXt", text);
            }
        },
        INTERNATIONAL_TEXT {
            @Override
            byte[] file() throws IOException {
                byte[] head = "Comment\0\1\0\0\0".getBytes(StandardCharsets.US_ASCII);
                return withChunk(indexed(), "iTXt", concat(head, deflatedZeros()));
            }
        },
        PROFILE {
            @Override
            byte[] file() throws IOException {
                byte[] profile = concat("icc\0\0".getBytes(StandardCharsets.US_ASCII), deflatedZeros());
                return withChunk(indexed(), "iCCP", profile);
            }
        },
        PIXELS_BEYOND_THE_PICTURE {
            @Override
            byte[] file() throws IOException {
                return png(16, 16, 8, 6, deflatedZeros());
            }
        },
        THE_LARGEST_PICTURE_OF_THE_DEEPEST_PIXELS {
            @Override
            byte[] file() throws IOException {
                return png(4_096, 4_096, 16, 6, deflatedZeros());
            }
        },
        THE_LARGEST_INTERLACED {
            @Override
            byte[] file() throws IOException {
                return png(4_096, 4_096, 16, 6, 1, deflatedZeros());
            }
        },
        FRAMES_OF_AN_ANIMATION {
            @Override
            byte[] file() throws IOException {
                byte[] file = encoded(halves(64, 64, BufferedImage.TYPE_INT_RGB), "png");
                file = withChunk(
                        file,
                        "acTL",
                        ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).array());
                for (int i = 0; i < 2_000; i++) {
                    file = withChunk(file, "fcTL", new byte[26]);
                }
                return file;
            }
        },
        THE_LARGEST_JPEG {
            @Override
            byte[] file() throws IOException {
                return encoded(halves(4_096, 4_096, BufferedImage.TYPE_INT_RGB), "jpeg");
            }
        },
        THE_LARGEST_PROGRESSIVE_JPEG {
            @Override
            byte[] file() throws IOException {
                return progressive(halves(2_048, 2_048, BufferedImage.TYPE_INT_RGB), "jpeg");
            }
        };

        abstract byte[] file() throws IOException;

        private static byte[] indexed() throws IOException {
            return encoded(halves(64, 64, BufferedImage.TYPE_BYTE_INDEXED), "png");
        }
    }

    @ParameterizedTest
    @EnumSource(Bomb.class)
    void aBombDoesNotGoOffAndWhatIsAPictureIsOne(Bomb bomb) throws IOException {
        byte[] file = bomb.file();

        assertThat(file.length).as("fits into a request").isLessThanOrEqualTo(AvatarMaker.MAX_FILE);
        assertThat(make(file)).isInstanceOf(Made.class);
    }

    @Test
    void bombsNeedLittleMemoryEvenWhenAsManyAsMayBeAreDecodedAtOnce() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                InASmallHeap.class.getName()));
        for (Bomb bomb : Bomb.values()) {
            command.add(Files.write(folder.resolve(bomb.name()), bomb.file()).toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines().filter("made"::equals)).hasSize(2 * Bomb.values().length);
    }

    /** A process that makes each file an avatar, twice at once. */
    static final class InASmallHeap {

        private InASmallHeap() {}

        public static void main(String[] files) {
            try {
                makeAll(files);
                System.exit(0);
            } catch (Exception | Error e) {
                e.printStackTrace();
                System.exit(1);
            }
        }

        private static void makeAll(String[] files) throws Exception {
            AvatarMaker maker = new AvatarMaker();
            ExecutorService threads = Executors.newFixedThreadPool(AvatarMaker.AT_ONCE);
            for (String file : files) {
                byte[] bytes = Files.readAllBytes(Path.of(file));
                List<CompletableFuture<AvatarOutcome>> both = new ArrayList<>();
                for (int i = 0; i < AvatarMaker.AT_ONCE; i++) {
                    both.add(CompletableFuture.supplyAsync(() -> maker.make(bytes), threads));
                }
                for (CompletableFuture<AvatarOutcome> one : both) {
                    System.out.println(one.get() instanceof Made ? "made" : file + ": " + one.get());
                }
            }
        }
    }

    @Test
    void aLargeJpegInManyPassesIsRefusedBeforeTheFirst() throws IOException {
        byte[] progressive = progressive(halves(64, 64, BufferedImage.TYPE_INT_RGB), "jpeg");
        assertThat(make(resized(progressive, 2_049, 2_049))).isEqualTo(new Refused(Reason.TOO_MANY_PIXELS));

        byte[] manyScans = Arrays.copyOf(progressive, progressive.length - 2);
        byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 0x12, 0x34};
        for (int i = 0; i < 5_000; i++) {
            manyScans = i % 500 == 0 ? concat(manyScans, repeated(scan, 500)) : manyScans;
        }
        assertThat(make(concat(manyScans, new byte[] {(byte) 0xFF, (byte) 0xD9})))
                .isEqualTo(new Refused(Reason.UNUSUAL));
    }

    @Test
    void colorsOfThePrintersAndRareEncodingsAreRefused() throws IOException {
        byte[] jpeg = encoded(halves(8, 8, BufferedImage.TYPE_INT_RGB), "jpeg");
        int frame = frameAt(jpeg);
        byte[] fourColors = jpeg.clone();
        fourColors[frame + 9] = 4;
        assertThat(make(fourColors)).isEqualTo(new Refused(Reason.UNUSUAL));
        for (int type : new int[] {0xC3, 0xC5, 0xC9, 0xCA, 0xCF}) {
            byte[] rare = jpeg.clone();
            rare[frame + 1] = (byte) type;
            assertThat(make(rare)).as("frame of type " + type).isEqualTo(new Refused(Reason.UNUSUAL));
        }
        byte[] twelveBits = jpeg.clone();
        twelveBits[frame + 4] = 12;
        assertThat(make(twelveBits)).isEqualTo(new Refused(Reason.UNUSUAL));
        assertThat(make(withChunk(encoded(halves(8, 8, BufferedImage.TYPE_INT_RGB), "png"), "CgBI", new byte[4])))
                .as("a chunk that a reader must know")
                .isEqualTo(new Refused(Reason.UNUSUAL));
    }

    @Test
    void whateverIsDamagedInAFileIsAnAnswer() throws IOException {
        long seed = System.nanoTime();
        System.out.println("AvatarMakerTest: seed " + seed);
        Random random = new Random(seed);
        List<byte[]> files = List.of(
                encoded(halves(64, 48, BufferedImage.TYPE_INT_RGB), "jpeg"),
                progressive(halves(64, 48, BufferedImage.TYPE_INT_RGB), "jpeg"),
                withSegment(encoded(halves(64, 48, BufferedImage.TYPE_INT_RGB), "jpeg"), 0xE1, exif(6)),
                encoded(halves(64, 48, BufferedImage.TYPE_BYTE_INDEXED), "png"),
                progressive(halves(64, 48, BufferedImage.TYPE_INT_ARGB), "png"));
        for (int i = 0; i < 1_500; i++) {
            byte[] damaged = files.get(i % files.size()).clone();
            for (int change = random.nextInt(1, 6); change > 0; change--) {
                damaged[random.nextInt(2, damaged.length)] = (byte) random.nextInt();
            }
            assertThat(make(rightChecksums(damaged))).isNotInstanceOf(AvatarOutcome.Busy.class);
        }
    }

    @Test
    void noMoreThanAFewAreMadeAtOnce() throws Exception {
        byte[] slow = Bomb.THE_LARGEST_PICTURE_OF_THE_DEEPEST_PIXELS.file();
        int people = 12;
        ExecutorService threads = Executors.newFixedThreadPool(people);
        CountDownLatch ready = new CountDownLatch(people);
        List<CompletableFuture<AvatarOutcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            outcomes.add(CompletableFuture.supplyAsync(
                    () -> {
                        ready.countDown();
                        try {
                            ready.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return maker.make(slow);
                    },
                    threads));
        }
        List<AvatarOutcome> all = new ArrayList<>();
        for (CompletableFuture<AvatarOutcome> outcome : outcomes) {
            all.add(outcome.get());
        }
        threads.shutdown();

        assertThat(all).filteredOn(AvatarOutcome.Busy.class::isInstance).hasSizeGreaterThanOrEqualTo(people - 6);
        assertThat(all).filteredOn(Made.class::isInstance).hasSizeGreaterThanOrEqualTo(AvatarMaker.AT_ONCE);
        assertThat(make(slow)).as("and then again").isInstanceOf(Made.class);
    }

    // --- files

    private AvatarOutcome make(byte[] file) {
        return maker.make(file);
    }

    private Profiles.Avatar avatar(byte[] file) {
        assertThat(make(file)).isInstanceOf(Made.class);
        return ((Made) make(file)).avatar();
    }

    private BufferedImage made(byte[] file) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(avatar(file).jpeg()));
    }

    /** The left half red, the right half blue. */
    private static BufferedImage halves(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(RED));
        graphics.fillRect(0, 0, width / 2, height);
        graphics.setColor(new Color(BLUE));
        graphics.fillRect(width / 2, 0, width, height);
        graphics.dispose();
        return image;
    }

    private static void assertHalves(BufferedImage image) {
        assertNear(image.getRGB(image.getWidth() / 4, image.getHeight() / 2), RED);
        assertNear(image.getRGB(image.getWidth() * 3 / 4, image.getHeight() / 2), BLUE);
    }

    private static void assertNear(int actual, int expected) {
        for (int shift : new int[] {0, 8, 16}) {
            assertThat(actual >> shift & 0xFF)
                    .as(Integer.toHexString(actual))
                    .isBetween((expected >> shift & 0xFF) - 12, (expected >> shift & 0xFF) + 12);
        }
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static byte[] progressive(BufferedImage image, String format) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(image, null, null), param);
        }
        return bytes.toByteArray();
    }

    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(6 + 8 + 2 + 2 * 12 + 4)
                .put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII))
                .putInt(8)
                .putShort((short) 2)
                .put(new byte[12])
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    private static byte[] withSegment(byte[] jpeg, int marker, byte[] segment) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.write(0xFF);
        out.write(marker);
        out.write((segment.length + 2) >> 8);
        out.write(segment.length + 2);
        out.writeBytes(segment);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    private static int frameAt(byte[] jpeg) {
        for (int i = 2; i < jpeg.length; ) {
            int marker = jpeg[i + 1] & 0xFF;
            if (marker == 0xC0 || marker == 0xC2) {
                return i;
            }
            i += 2 + ((jpeg[i + 2] & 0xFF) << 8 | (jpeg[i + 3] & 0xFF));
        }
        throw new AssertionError("no frame");
    }

    private static byte[] resized(byte[] jpeg, int width, int height) {
        byte[] resized = jpeg.clone();
        ByteBuffer.wrap(resized).putShort(frameAt(jpeg) + 5, (short) height).putShort(frameAt(jpeg) + 7, (short) width);
        return resized;
    }

    /** Behind the header of a PNG. */
    private static byte[] withChunk(byte[] png, String type, byte[] data) {
        int header = 8 + 25;
        return concat(
                concat(Arrays.copyOf(png, header), chunk(type, data)), Arrays.copyOfRange(png, header, png.length));
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] png(int width, int height, int depth, int color, byte[] pixels) {
        return png(width, height, depth, color, 0, pixels);
    }

    private static byte[] png(int width, int height, int depth, int color, int interlaced, byte[] pixels) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) color)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) interlaced)
                .array();
        byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
        return concat(
                concat(signature, chunk("IHDR", header)), concat(chunk("IDAT", pixels), chunk("IEND", new byte[0])));
    }

    /** As a program that makes damaged files for this one would. */
    private static byte[] rightChecksums(byte[] file) {
        if (file[0] != (byte) 0x89) {
            return file;
        }
        ByteBuffer in = ByteBuffer.wrap(file);
        for (int at = 8; at + 12 <= file.length; ) {
            int length = in.getInt(at);
            if (length < 0 || length > file.length - at - 12) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(file, at + 4, length + 4);
            in.putInt(at + 8 + length, (int) crc.getValue());
            at += 12 + length;
        }
        return file;
    }

    private static byte[] deflated(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION))) {
            deflater.write(data);
        }
        return out.toByteArray();
    }

    /** More than fits into the small heap, and than the largest picture has; made once, for it takes its time. */
    private static byte[] deflatedZeros() throws IOException {
        if (zeros.length == 0) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (var deflater = new DeflaterOutputStream(out)) {
                byte[] part = new byte[1 << 20];
                for (int i = 0; i < 160; i++) {
                    deflater.write(part);
                }
            }
            zeros = out.toByteArray();
        }
        return zeros;
    }

    private static byte[] repeated(byte[] bytes, int times) {
        ByteBuffer all = ByteBuffer.allocate(bytes.length * times);
        for (int i = 0; i < times; i++) {
            all.put(bytes);
        }
        return all.array();
    }

    private static byte[] concat(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }
}
