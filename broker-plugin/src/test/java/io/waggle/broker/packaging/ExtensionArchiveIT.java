package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.packaging.Commands.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that is dropped into a HiveMQ CE, and what must not be in it. */
final class ExtensionArchiveIT {

    @TempDir
    private Path folder;

    @Test
    void holdsOneFolderNamedAsTheExtensionsIdWithEverythingInIt() throws IOException {
        List<String> entries = entries();

        assertThat(entries).allMatch(entry -> entry.startsWith("waggle/"));
        assertThat(entries)
                .contains(
                        "waggle/hivemq-extension.xml",
                        "waggle/README.md",
                        "waggle/LICENSE",
                        "waggle/conf/waggle.properties",
                        "waggle/conf/config.xml");
        assertThat(read("waggle/hivemq-extension.xml"))
                .contains("<id>waggle</id>")
                .doesNotContain("${");
        assertThat(read("waggle/README.md")).doesNotContain("${");
    }

    @Test
    void holdsOneJarSinceEachWouldGetItsOwnClassLoader() throws IOException {
        assertThat(entries().stream().filter(entry -> entry.endsWith(".jar"))).hasSize(1);
    }

    @Test
    void theJarHoldsNothingThatTheHostMustProvideAndNoSignatureOfOthers() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names)
                    .noneMatch(name -> name.startsWith("org/slf4j/"))
                    .noneMatch(name -> name.startsWith("com/codahale/"))
                    .noneMatch(name -> name.startsWith("com/hivemq/"))
                    .noneMatch(name -> name.startsWith("io/netty/"))
                    .noneMatch(name -> name.startsWith("ch/qos/"))
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
            assertThat(names)
                    .contains("META-INF/services/com.hivemq.extension.sdk.api.ExtensionMain")
                    .contains(
                            "librocksdbjni-linux64.so",
                            "librocksdbjni-linux64-musl.so",
                            "librocksdbjni-linux-aarch64.so",
                            "librocksdbjni-osx-arm64.jnilib")
                    .doesNotContain("librocksdbjni-win64.dll", "librocksdbjni-linux-ppc64le.so");
            assertThat(names).as("no class twice").doesNotHaveDuplicates();
        }
    }

    @Test
    void theJarMakesTokensAsItsReadmeSays() throws Exception {
        unzip();
        Result result = Commands.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dwaggle.config=waggle/conf/waggle.properties",
                        "-jar",
                        jar().toString(),
                        "alice",
                        "phone",
                        "--home",
                        "."),
                folder);

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\n");
        assertThat(folder.resolve("data/waggle/keys")).isDirectory();
    }

    private Path jar() throws IOException {
        Path unpacked = folder.resolve("extension.jar");
        if (!Files.exists(unpacked)) {
            String name = entries().stream()
                    .filter(entry -> entry.endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
            try (ZipFile zip = zip();
                    InputStream in = zip.getInputStream(zip.getEntry(name))) {
                Files.copy(in, unpacked);
            }
        }
        return unpacked;
    }

    private void unzip() throws IOException {
        try (ZipFile zip = zip()) {
            for (ZipEntry entry : zip.stream().filter(it -> !it.isDirectory()).toList()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file);
                }
            }
        }
    }

    private String read(String name) throws IOException {
        try (ZipFile zip = zip();
                InputStream in = zip.getInputStream(zip.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> entries() throws IOException {
        try (ZipFile zip = zip()) {
            return zip.stream().<String>map(ZipEntry::getName).toList();
        }
    }

    private static ZipFile zip() throws IOException {
        return new ZipFile(Commands.built("waggle-extension-", ".zip").toFile());
    }
}
