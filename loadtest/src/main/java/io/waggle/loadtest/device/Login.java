package io.waggle.loadtest.device;

import java.time.Duration;

/**
 * With what a device connects.
 *
 * @param password never logged
 * @param sessionExpiry how long the broker is to keep the session; zero: a clean one that ends with the connection
 */
public record Login(String userName, String password, Duration sessionExpiry) {

    @Override
    public String toString() {
        return "Login[" + userName + "]";
    }
}
