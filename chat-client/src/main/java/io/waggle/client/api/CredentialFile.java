package io.waggle.client.api;

import io.waggle.protocol.Address;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Credentials in a file that its owner alone can read, replaced as a whole. On file systems without such permissions the folder
 * must be private. One process at a time.
 */
public final class CredentialFile implements CredentialStore {

    private final Path file;

    /** @param file in a folder that is there */
    public CredentialFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    @Override
    public Optional<Credentials> load() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Optional<Address> device = lines.isEmpty() ? Optional.empty() : Address.fromClientId(lines.get(0));
        if (lines.size() != 2 || !device.isPresent()) {
            throw new IOException(file + " does not hold credentials");
        }
        return Optional.of(new Credentials(device.get(), lines.get(1)));
    }

    @Override
    public void save(Credentials credentials) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        write(next, credentials.device().clientId() + '\n' + credentials.refreshToken() + '\n');
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(Path file, String text) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileAttribute<?>[] ownerOnly =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(file, options, ownerOnly)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    @Override
    public void clear() throws IOException {
        Files.deleteIfExists(file);
    }
}
