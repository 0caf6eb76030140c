package io.waggle.broker.token;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.ConfigSource;
import io.waggle.broker.config.TokenConfig;
import io.waggle.broker.secret.SecretException;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Properties;

/**
 * What {@code waggle token} runs: prints one token, and nothing else, on standard output, so that it can be piped. Signs with the
 * key that the broker of the same home verifies with, whichever of the two comes first. Standard error has the rest.
 */
public final class TokenCommand {

    private static final Path DATA_IN_HOME = Path.of("data");
    private static final String USAGE = """
            usage: token ACCOUNT [DEVICE] [--ttl DURATION] [--home DIR] [--new-key]
              DEVICE     the device's name within its account; phone if none is given
              --ttl      how long the token lives: 30d, 12h, 5m ...; 30d if none is given
              --home     the broker's home, which has its data/; the current directory if none is given
              --new-key  make a new signing key first; a running broker believes it after a restart""";

    private final Properties system;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    TokenCommand(Properties system, Clock clock, PrintStream out, PrintStream err) {
        this.system = system;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** Runs the command and exits: 0 with a token, 1 if none could be made, 2 if the arguments were wrong. */
    public static void main(String[] args) {
        System.exit(new TokenCommand(System.getProperties(), Clock.systemUTC(), System.out, System.err).run(args));
    }

    int run(String... args) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return 2;
        }
        try {
            out.println(mint(arguments));
            return 0;
        } catch (ConfigException | SecretException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private String mint(Arguments arguments) {
        TokenConfig config = config(arguments.home);
        Duration lifetime = config.lifetime(arguments.ttl);
        SigningKeys keys = arguments.newKey
                ? SigningKeys.openWithNewKey(config.keyDirectory(), clock)
                : SigningKeys.open(config.keyDirectory(), clock);
        return new TokenMinter(keys, config, clock).mint(arguments.device, lifetime);
    }

    private TokenConfig config(Path home) {
        return ConfigSource.of(home, system).load(home.resolve(DATA_IN_HOME)).token();
    }

    private record Arguments(Address device, String ttl, Path home, boolean newKey) {

        static Arguments parse(String... args) {
            Deque<String> left = new ArrayDeque<>(Arrays.asList(args));
            Deque<String> names = new ArrayDeque<>();
            String ttl = "30d";
            Path home = Path.of("");
            boolean newKey = false;
            while (!left.isEmpty()) {
                String next = left.remove();
                switch (next) {
                    case "--ttl" -> ttl = valueOf(next, left);
                    case "--home" -> home = Path.of(valueOf(next, left));
                    case "--new-key" -> newKey = true;
                    default -> names.add(requireName(next));
                }
            }
            if (names.isEmpty() || names.size() > 2) {
                throw new IllegalArgumentException("expected ACCOUNT and perhaps DEVICE");
            }
            AccountId account = new AccountId(names.remove());
            DeviceId device = new DeviceId(names.isEmpty() ? "phone" : names.remove());
            return new Arguments(new Address(account, device), ttl, home, newKey);
        }

        private static String valueOf(String option, Deque<String> left) {
            if (left.isEmpty()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            return left.remove();
        }

        private static String requireName(String argument) {
            if (argument.startsWith("-")) {
                throw new IllegalArgumentException("unknown option " + argument);
            }
            return argument;
        }
    }
}
