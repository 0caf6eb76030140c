package io.waggle.protocol.frame;

import java.io.ByteArrayOutputStream;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What goes wrong with bytes on purpose or by accident: flipped, cut, doubled, stuffed and spliced. */
public final class Mutations {

    private final RandomGenerator random;

    public Mutations(RandomGenerator random) {
        this.random = random;
    }

    public byte[] mutate(byte[] bytes, Supplier<byte[]> other) {
        if (bytes.length == 0) {
            return other.get();
        }
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(from, Math.min(bytes.length, from + 32) + 1);
        return switch (random.nextInt(7)) {
            case 0 -> flipped(bytes, from, 1 << random.nextInt(8));
            case 1 -> flipped(bytes, from, random.nextInt(1, 256));
            case 2 -> joined(bytes, 0, from, bytes, to, bytes.length); // cut out
            case 3 -> joined(bytes, 0, to, bytes, from, bytes.length); // doubled
            case 4 -> joined(bytes, 0, from, bytes, 0, 0); // truncated
            case 5 -> stuffed(bytes, from);
            default -> spliced(bytes, from, other.get());
        };
    }

    private static byte[] flipped(byte[] bytes, int at, int bits) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) bits;
        return copy;
    }

    private byte[] stuffed(byte[] bytes, int at) {
        byte[] stuffing = new byte[random.nextInt(1, 12)];
        random.nextBytes(stuffing);
        byte[] head = joined(bytes, 0, at, stuffing, 0, stuffing.length);
        return joined(head, 0, head.length, bytes, at, bytes.length);
    }

    private byte[] spliced(byte[] bytes, int at, byte[] other) {
        return joined(bytes, 0, at, other, random.nextInt(other.length + 1), other.length);
    }

    private static byte[] joined(byte[] first, int from, int to, byte[] second, int secondFrom, int secondTo) {
        var joined = new ByteArrayOutputStream(to - from + secondTo - secondFrom);
        joined.write(first, from, to - from);
        joined.write(second, secondFrom, secondTo - secondFrom);
        return joined.toByteArray();
    }
}
