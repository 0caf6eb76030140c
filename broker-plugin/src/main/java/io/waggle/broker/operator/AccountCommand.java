package io.waggle.broker.operator;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.ConfigSource;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.secret.SecretException;
import io.waggle.broker.token.OperatorTokens;
import io.waggle.broker.token.SigningKeys;
import io.waggle.protocol.AccountId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What {@code waggle-broker account} runs: makes an operator's token with the key of the broker's home and asks the broker that runs
 * there. Whoever may read the key may do this; nobody else can. Standard output has the answer and nothing else.
 */
public final class AccountCommand {

    private static final Path DATA_IN_HOME = Path.of("data");

    /** Of the token of one call. */
    private static final Duration ONE_CALL = Duration.ofMinutes(1);

    /** Of a token that is printed. */
    private static final Duration PRINTED = Duration.ofMinutes(10);

    private static final String USAGE = """
            usage: account show ID | suspend ID | resume ID | delete ID | token  [--home DIR]
              show     whether it is suspended, since when it exists, how many devices it has
              suspend  ends its sessions and connections, and lets none of its devices in; messages to it wait
              resume   lets its devices sign in again
              delete   removes it with its devices, inboxes and messages; cannot be undone
              token    prints a token that the API takes for the operator's for 10 minutes, for calls of your own
              --home   the broker's home, which has its data/; the current directory if none is given""";

    private final Properties system;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    AccountCommand(Properties system, Clock clock, PrintStream out, PrintStream err) {
        this.system = system;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** Runs the command and exits: 0 when it is done, 1 if it could not be, 2 if the arguments were wrong. */
    public static void main(String[] args) {
        System.exit(new AccountCommand(System.getProperties(), Clock.systemUTC(), System.out, System.err).run(args));
    }

    private enum Verb {
        SHOW("GET", ""),
        SUSPEND("PUT", "/suspension"),
        RESUME("DELETE", "/suspension"),
        DELETE("DELETE", ""),
        TOKEN("", "");

        private final String method;
        private final String path;

        Verb(String method, String path) {
            this.method = method;
            this.path = path;
        }

        static Verb of(String text) {
            return Arrays.stream(values())
                    .filter(verb -> verb.name().toLowerCase(Locale.ROOT).equals(text))
                    .findAny()
                    .orElseThrow(() -> new IllegalArgumentException("there is no account " + text));
        }
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
            return run(arguments);
        } catch (ConfigException | SecretException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return 1;
        } catch (IOException e) {
            err.println("The broker's API was not reached: " + e);
            return 1;
        }
    }

    private int run(Arguments arguments) throws IOException {
        WaggleConfig config = ConfigSource.of(arguments.home, system).load(arguments.home.resolve(DATA_IN_HOME));
        OperatorTokens tokens = new OperatorTokens(
                SigningKeys.open(config.token().keyDirectory(), clock),
                config.token().clockSkew(),
                clock);
        AccountId account = arguments.account;
        if (account == null) {
            out.println(tokens.mint(PRINTED));
            return 0;
        }
        LocalApi.Answer answer = LocalApi.of(config)
                .call(
                        arguments.verb.method,
                        "/v1/operator/accounts/" + account.value() + arguments.verb.path,
                        tokens.mint(ONE_CALL));
        if (answer.status() / 100 != 2) {
            err.println(answer.status() == 404 ? "There is no account " + account : "The API said " + answer);
            return 1;
        }
        out.println(arguments.verb == Verb.SHOW ? answer.body() : "Done.");
        return 0;
    }

    private record Arguments(Verb verb, @Nullable AccountId account, Path home) {

        static Arguments parse(String... args) {
            Deque<String> left = new ArrayDeque<>(Arrays.asList(args));
            Deque<String> words = new ArrayDeque<>();
            Path home = Path.of("");
            while (!left.isEmpty()) {
                String next = left.remove();
                if (next.equals("--home")) {
                    if (left.isEmpty()) {
                        throw new IllegalArgumentException("--home needs a value");
                    }
                    home = Path.of(left.remove());
                } else if (next.startsWith("-")) {
                    throw new IllegalArgumentException("unknown option " + next);
                } else {
                    words.add(next);
                }
            }
            if (words.isEmpty()) {
                throw new IllegalArgumentException("what is to be done is missing");
            }
            Verb verb = Verb.of(words.remove());
            if (words.size() != (verb == Verb.TOKEN ? 0 : 1)) {
                throw new IllegalArgumentException(
                        verb == Verb.TOKEN ? "account token takes no account id" : "expected one account id");
            }
            return new Arguments(verb, verb == Verb.TOKEN ? null : new AccountId(words.remove()), home);
        }
    }
}
