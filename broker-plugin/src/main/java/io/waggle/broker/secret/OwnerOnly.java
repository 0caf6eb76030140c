package io.waggle.broker.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files that nobody but their owner may read or write, from the first moment they exist. On a file system without POSIX
 * permissions it leaves that to the operator.
 */
public final class OwnerOnly {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<StandardOpenOption> WRITE =
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private OwnerOnly() {}

    /** Makes the directory and those above it, for the owner alone. */
    public static void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, attributes(DIRECTORY));
    }

    /** Makes the directory that the file is to lie in, for the owner alone. */
    public static void createDirectoryFor(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            createDirectory(parent);
        }
    }

    /** Opens the file for writing from its start, made for the owner alone. */
    public static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, WRITE, attributes(FILE));
    }

    /** Writes the file as a whole or not at all, and returns when it is on disk. */
    public static void write(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the file as a whole or not at all, and returns when it is on disk. */
    public static void write(Path file, byte[] content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = open(unfinished)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        syncDirectoryOf(file);
    }

    /** Looks who may use the file. @throws SecretException if others than the owner may read or write it */
    public static void require(Path file) throws IOException {
        if (isPosix() && !FILE.containsAll(Files.getPosixFilePermissions(file))) {
            throw new SecretException(
                    file,
                    "has the permissions " + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                            + "; allowed is at most " + PosixFilePermissions.toString(FILE) + " (chmod 600)");
        }
    }

    private static void syncDirectoryOf(Path file) throws IOException {
        if (isPosix()) {
            try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
