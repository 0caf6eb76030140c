package io.waggle.broker;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.ChangeFeed;
import io.waggle.broker.contact.Policies;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.webhook.WebhookDelivery;
import io.waggle.broker.webhook.Webhooks;
import io.waggle.protocol.AccountId;
import java.time.Clock;

/** Carries changes of accounts out where they matter: at the inboxes and the connections. Each may come more than once. */
final class ChangeExecutor implements ChangeFeed.Executor {

    private final Inbox inbox;
    private final Runnable endSessions;
    private final EndedSessions endedSessions;
    private final Policies policies;
    private final PresenceChanges presence;
    private final WebhookDelivery webhooks;
    private final Clock clock;

    /** What presence has to hear of. Both return when it is noted. */
    interface PresenceChanges {

        /** The account lets others see it than before, or knows or blocks others. */
        void changed(AccountId account);

        /** The account is gone. */
        void deleted(AccountId account);
    }

    /** @param endSessions ends the connections of sessions that have ended */
    ChangeExecutor(
            Inbox inbox,
            Runnable endSessions,
            EndedSessions endedSessions,
            Policies policies,
            PresenceChanges presence,
            WebhookDelivery webhooks,
            Clock clock) {
        this.inbox = inbox;
        this.endSessions = endSessions;
        this.endedSessions = endedSessions;
        this.policies = policies;
        this.presence = presence;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    @Override
    public void execute(AccountChange change) {
        if (change instanceof AccountChange.DeviceLinked linked) {
            policies.met(linked.account());
            presence.changed(linked.account());
            // Where there is no room, the device is told when it connects.
            var unused = inbox.open(linked.device()).join();
        } else if (change instanceof AccountChange.SessionEnded ended) {
            endedSessions.add(ended.session(), clock.instant());
            endSessions.run();
        } else if (change instanceof AccountChange.DeviceUnlinked unlinked) {
            if (unlinked.device().device().equals(Webhooks.DEVICE)) {
                webhooks.reload(unlinked.account()); // first: what waits is not posted any more while it is removed
            }
            var unused = inbox.remove(unlinked.device()).join();
        } else if (change instanceof AccountChange.PolicyChanged changed) {
            policies.reload(changed.account());
            presence.changed(changed.account());
        } else if (change instanceof AccountChange.AudienceChanged changed) {
            presence.changed(changed.account());
        } else if (change instanceof AccountChange.AccountDeleted deleted) {
            presence.deleted(deleted.account());
            var unused = inbox.leaveGroups(deleted.account()).join();
        } else if (change instanceof AccountChange.WebhookChanged changed) {
            webhooks.reload(changed.account());
        }
    }
}
