package io.waggle.broker.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.Combination.Block;
import io.waggle.broker.contact.Combination.Kind;
import io.waggle.broker.contact.Rule.Fate;
import io.waggle.broker.database.Engine;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.delivery.ManualDispatcher;
import io.waggle.broker.delivery.ManualScheduler;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.broker.ingest.Ingest;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.profile.VisibleProfile;
import io.waggle.protocol.AccountId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Block by privacy by kind by role by device: what becomes of every combination, on the way that frames take, with real tables of
 * contacts, blocks and settings, against {@link Rule}.
 */
final class WhoGetsWhatTest extends PeopleOnEachEngine {

    private final WaggleConfig config = WaggleConfig.defaults(Path.of("unused"));
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Profiles profiles = new Profiles();
    private InMemoryInbox inbox;
    private Dispatcher dispatcher;
    private Policies policies;
    private GroupAdmissions admissions;
    private Ingest ingest;
    private int people;

    @SuppressWarnings("NullAway.Init")
    WhoGetsWhatTest(Engine engine) {
        super(engine);
    }

    @BeforeEach
    void start() {
        inbox = new InMemoryInbox(new InMemoryInbox.Storage(), config.inbox(), clock, event -> {});
        dispatcher = ManualDispatcher.of(inbox, clock, scheduler);
        policies = policies();
        policies.load();
        admissions = new GroupAdmissions(database);
        RateLimits limits = new RateLimits(new LimitConfig(100, Map.of()), () -> 0, event -> {});
        ingest = new Ingest(inbox, dispatcher, policies, admissions, limits, event -> {});
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        admissions.close();
        inbox.close();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyCombinationFaresAsTheDocumentsSay(Kind kind) {
        List<String> wrong = new ArrayList<>();
        Set<Fate> met = EnumSet.noneOf(Fate.class);
        for (Block block : Block.values()) {
            for (Wishes wishes : Combination.wishes(kind)) {
                for (int devices : Combination.devices(kind)) {
                    AccountId sender = person();
                    AccountId recipient = person();
                    stand(sender, recipient, block, wishes);
                    TwoPeople two = new TwoPeople(inbox, dispatcher, ingest, scheduler, sender, recipient, devices);
                    for (Combination each : Combination.of(kind, block, wishes, devices)) {
                        Fate expected = Rule.of(each);
                        Fate found = kind.isLook() ? look(kind, sender, recipient) : two.fateOf(each);
                        met.add(expected);
                        if (found != expected) {
                            wrong.add("%s: to be %s, was %s".formatted(each, expected, found));
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(met).as("else one of them is tested by nothing").isEqualTo(fates(kind));
    }

    /** Everything that may become of it. */
    private static Set<Fate> fates(Kind kind) {
        return switch (kind) {
            case MESSAGE -> EnumSet.of(Fate.TAKEN, Fate.TAKEN_AS_REQUEST, Fate.REFUSED, Fate.OF_NOBODY);
            case READ_RECEIPT, READ_RECEIPT_IN_GROUP, LIVE_EVENT, LIVE_EVENT_IN_GROUP ->
                EnumSet.of(Fate.TAKEN, Fate.DROPPED, Fate.OF_NOBODY);
            case MESSAGE_IN_GROUP -> EnumSet.of(Fate.TAKEN, Fate.NO_SUCH_GROUP, Fate.GROUP_FORBIDS, Fate.OF_NOBODY);
            case ADD_TO_GROUP ->
                EnumSet.of(
                        Fate.MEMBER,
                        Fate.INVITED,
                        Fate.INVITED_UNHEARD,
                        Fate.NO_SUCH_GROUP,
                        Fate.GROUP_FORBIDS,
                        Fate.OF_NOBODY);
            case PRESENCE, LAST_SEEN_IN_PROFILE, PHOTO_IN_PROFILE -> EnumSet.of(Fate.SEEN, Fate.HIDDEN);
        };
    }

    private AccountId person() {
        AccountId account = signUp(new EmailAddress("p" + ++people + "@example.org"));
        show(profiles, account);
        return account;
    }

    private void stand(AccountId sender, AccountId recipient, Block block, Wishes wishes) {
        set(sender, before -> wishes.sender().settings());
        set(recipient, before -> wishes.recipient().settings());
        write(handle -> {
            if (wishes.recipient().knows()) {
                var unused = contacts().put(handle, recipient, sender, Optional.empty());
            }
            if (wishes.sender().knows()) {
                var unused = contacts().put(handle, sender, recipient, Optional.empty());
            }
            if (block == Block.RECIPIENT_BLOCKS_SENDER) {
                var unused = blocks().add(handle, recipient, sender);
            } else if (block == Block.SENDER_BLOCKS_RECIPIENT) {
                var unused = blocks().add(handle, sender, recipient);
            }
            return true;
        });
        policies.reload(sender);
        policies.reload(recipient);
    }

    private Fate look(Kind kind, AccountId viewer, AccountId account) {
        boolean sees = database.read(handle -> {
            if (kind == Kind.PRESENCE) {
                return PresenceAudiences.read(handle, viewer, List.of(account))
                        .seeing()
                        .contains(account);
            }
            VisibleProfile shown = profiles.visible(handle, viewer, account).orElseThrow();
            return kind == Kind.PHOTO_IN_PROFILE
                    ? shown.avatar().isPresent()
                    : shown.lastSeenAt().isPresent();
        });
        return sees ? Fate.SEEN : Fate.HIDDEN;
    }
}
