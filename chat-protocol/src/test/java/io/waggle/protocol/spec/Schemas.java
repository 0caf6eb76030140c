package io.waggle.protocol.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All that is said by some .protos, each of a package of its own. */
record Schemas(List<Schema> all) {

    static Schemas parse(byte[] fileDescriptorSet) {
        return new Schemas(SchemaReader.read(ByteString.copyFrom(fileDescriptorSet)));
    }

    /** What protoc made of the .protos in this build. */
    static Schemas current() throws IOException {
        return parse(Files.readAllBytes(Path.of("target", "waggle-v1.desc")));
    }

    static Schemas released() throws IOException {
        try (InputStream in = Schemas.class.getResourceAsStream("/released/waggle-v1.desc")) {
            assertThat(in).as("released/waggle-v1.desc").isNotNull();
            return parse(in.readAllBytes());
        }
    }

    Schema ofPackage(String name) {
        List<Schema> found = all.stream()
                .filter(schema -> schema.protoPackage().equals(name))
                .toList();
        assertThat(found).as("protos of package " + name).hasSize(1);
        return found.get(0);
    }

    Set<String> facts() {
        Set<String> facts = new TreeSet<>();
        all.forEach(schema -> facts.addAll(schema.facts()));
        return facts;
    }

    /** The facts of what was released that these do not hold any more. Empty: compatible. */
    Set<String> brokenSince(Schemas released) {
        Set<String> broken = released.facts();
        broken.removeAll(facts());
        return broken;
    }
}
