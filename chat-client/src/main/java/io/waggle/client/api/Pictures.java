package io.waggle.client.api;

import java.io.IOException;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.ByteString;

/** How pictures go up and come down. */
final class Pictures {

    private Pictures() {}

    /** Of a JPEG or PNG; what it really is, the server looks at. */
    static RequestBody body(ByteString picture) {
        boolean png = picture.size() > 1 && picture.getByte(1) == 'P';
        return RequestBody.create(picture, MediaType.get(png ? "image/png" : "image/jpeg"));
    }

    /** Nothing if there is none to be seen. */
    static Optional<ByteString> get(Calls calls, Request.Builder request) throws IOException {
        try {
            return Optional.of(
                    calls.call(request.header("Accept", "image/jpeg").build()).body());
        } catch (ApiException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
