package io.waggle.broker;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.ChangeFeed;
import io.waggle.broker.contact.Policies;
import io.waggle.broker.hivemq.MqttDoor;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.session.EndedSessions;
import java.time.Clock;

/** Carries changes of accounts out where they matter: at the inboxes and the connections. Each may come more than once. */
final class ChangeExecutor implements ChangeFeed.Executor {

    private final Inbox inbox;
    private final MqttDoor door;
    private final EndedSessions endedSessions;
    private final Policies policies;
    private final Clock clock;

    ChangeExecutor(Inbox inbox, MqttDoor door, EndedSessions endedSessions, Policies policies, Clock clock) {
        this.inbox = inbox;
        this.door = door;
        this.endedSessions = endedSessions;
        this.policies = policies;
        this.clock = clock;
    }

    @Override
    public void execute(AccountChange change) {
        if (change instanceof AccountChange.DeviceLinked linked) {
            policies.met(linked.account());
            // Where there is no room, the device is told when it connects.
            var unused = inbox.open(linked.device()).join();
        } else if (change instanceof AccountChange.SessionEnded ended) {
            endedSessions.add(ended.session(), clock.instant());
            door.endSessions();
        } else if (change instanceof AccountChange.DeviceUnlinked unlinked) {
            var unused = inbox.remove(unlinked.device()).join();
        } else if (change instanceof AccountChange.PolicyChanged changed) {
            policies.reload(changed.account());
        } else if (change instanceof AccountChange.AccountDeleted deleted) {
            var unused = inbox.leaveGroups(deleted.account()).join();
        }
    }
}
