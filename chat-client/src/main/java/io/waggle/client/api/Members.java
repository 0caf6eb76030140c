package io.waggle.client.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Members of the server's JSON objects. One that is not what it must be is an {@link IOException} that names it and nothing of it. */
final class Members {

    private Members() {}

    static Optional<String> text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value != null
                        && value.isJsonPrimitive()
                        && value.getAsJsonPrimitive().isString()
                ? Optional.of(value.getAsString())
                : Optional.empty();
    }

    static String requireText(JsonObject object, String name) throws IOException {
        return text(object, name).orElseThrow(() -> wrong(name));
    }

    static long requireNumber(JsonObject object, String name) throws IOException {
        JsonElement value = object.get(name);
        if (value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isNumber()) {
            try {
                return value.getAsLong();
            } catch (NumberFormatException e) {
                // told below
            }
        }
        throw wrong(name);
    }

    static boolean requireFlag(JsonObject object, String name) throws IOException {
        JsonElement value = object.get(name);
        if (value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isBoolean()) {
            return value.getAsBoolean();
        }
        throw wrong(name);
    }

    static Optional<Instant> time(JsonObject object, String name) throws IOException {
        Optional<String> text = text(object, name);
        try {
            return text.map(Instant::parse);
        } catch (DateTimeException e) {
            throw wrong(name);
        }
    }

    static Instant requireTime(JsonObject object, String name) throws IOException {
        return time(object, name).orElseThrow(() -> wrong(name));
    }

    /** What a member of an array is read to. */
    @FunctionalInterface
    interface Reader<T> {

        T read(JsonObject object) throws IOException;
    }

    static <T> List<T> requireList(JsonObject object, String name, Reader<T> reader) throws IOException {
        JsonElement value = object.get(name);
        if (value == null || !value.isJsonArray()) {
            throw wrong(name);
        }
        JsonArray array = value.getAsJsonArray();
        List<T> list = new ArrayList<>(array.size());
        for (JsonElement element : array) {
            if (!element.isJsonObject()) {
                throw wrong(name);
            }
            list.add(read(element.getAsJsonObject(), name, reader));
        }
        return List.copyOf(list);
    }

    /** Ids and the like are checked by their own types. */
    static <T> T read(JsonObject object, String name, Reader<T> reader) throws IOException {
        try {
            return reader.read(object);
        } catch (IllegalArgumentException e) {
            throw wrong(name);
        }
    }

    static IOException wrong(String name) {
        return new IOException("the server's answer has no proper \"" + name + '"');
    }
}
