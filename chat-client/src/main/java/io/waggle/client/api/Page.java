package io.waggle.client.api;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param next what the next page is asked for with; nothing: this is the last
 */
public record Page<T>(List<T> members, Optional<String> next) {

    static <T> Page<T> of(JsonObject answer, String name, Members.Reader<T> reader) throws IOException {
        return new Page<>(Members.requireList(answer, name, reader), Members.text(answer, "next_cursor"));
    }
}
