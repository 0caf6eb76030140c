package io.waggle.broker.delivery;

import io.waggle.broker.config.DeliveryConfig;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.group.Group;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.GroupLiveEvent;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Welcome;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The lanes of the devices that are connected now, and the few threads they share: each lane belongs to one of them. Whoever makes it
 * tells the inbox that it listens.
 */
public final class Dispatcher implements Inbox.AppendListener, AutoCloseable {

    private final DeliveryContext context;
    private final Inbox inbox;
    private final Events events;
    private final List<ExecutorService> threads;
    private final Map<Address, Lane> lanes = new ConcurrentHashMap<>();

    public Dispatcher(Inbox inbox, DeliveryConfig config, Welcome.Limits limits, Clock clock, Events events) {
        this(inbox, config, limits, clock, events, Dispatcher::newThread, newTimer());
    }

    Dispatcher(
            Inbox inbox,
            DeliveryConfig config,
            Welcome.Limits limits,
            Clock clock,
            Events events,
            IntFunction<ExecutorService> newThread,
            ScheduledExecutorService timer) {
        this.context = new DeliveryContext(inbox, config, limits, clock, events, timer, new Attempts());
        this.inbox = inbox;
        this.events = events;
        this.threads = IntStream.range(0, config.threads()).mapToObj(newThread).toList();
    }

    private static ExecutorService newThread(int number) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "waggle-delivery-" + number),
                new ThreadPoolExecutor.DiscardPolicy()); // after close
    }

    /** Apart from the threads: a queue that is sorted by time costs more, and few tasks need it. */
    private static ScheduledExecutorService newTimer() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "waggle-delivery-timer"));
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // after close
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** A device connected. Its earlier connection, if it has one, is sent nothing more. */
    public Lane attach(Address device, Downlink downlink) {
        ExecutorService thread = threads.get(Math.floorMod(device.hashCode(), threads.size()));
        Lane lane = new Lane(device, downlink, context, thread);
        Lane previous = lanes.put(device, lane);
        if (previous != null) {
            previous.close();
        }
        events.publish(new Event.Connected(device, previous != null));
        return lane;
    }

    /** The connection of this lane is gone. Does nothing more if another has taken its place. */
    public void detach(Lane lane) {
        lane.close();
        if (lanes.remove(lane.device(), lane)) {
            events.publish(new Event.Disconnected(lane.device()));
        }
    }

    /** Sends a live event to whichever devices of the accounts are connected, except to the one it comes from. */
    public void live(Address from, LiveEvent event) {
        LiveNotice notice = new LiveNotice(from, event.conversation(), event.content());
        for (AccountId account : event.to()) {
            for (Address device : inbox.devices(account)) {
                Lane lane = device.equals(from) ? null : lanes.get(device);
                if (lane != null) {
                    lane.offer(notice);
                }
            }
        }
    }

    /**
     * Sends a live event to whichever devices of a group's members are connected, if it comes from one who may write. Returns at once.
     *
     * @param takes whether an account is to see what the other does
     */
    public void live(Address from, GroupLiveEvent event, BiPredicate<AccountId, AccountId> takes) {
        threads.get(Math.floorMod(event.conversation().hashCode(), threads.size()))
                .execute(() -> liveToMembers(from, event, takes));
    }

    private void liveToMembers(Address from, GroupLiveEvent event, BiPredicate<AccountId, AccountId> takes) {
        Optional<Group> found;
        try {
            found = inbox.group(event.conversation());
        } catch (InboxUnavailable e) {
            events.publish(new Event.LiveEventDropped()); // as a live event may be
            return;
        }
        found.filter(group -> group.role(from.account())
                        .filter(group.settings().mayWrite()::includes)
                        .isPresent())
                .ifPresent(group -> {
                    List<AccountId> takers = group.entries().values().stream()
                            .filter(member -> member.role().isMember())
                            .map(GroupMember::account)
                            .filter(account -> takes.test(account, from.account()))
                            .toList();
                    live(from, new LiveEvent(takers, event.conversation(), event.content()));
                });
    }

    /** Whether a device of the account is connected. */
    public boolean isConnected(AccountId account) {
        return inbox.devices(account).stream().anyMatch(lanes::containsKey);
    }

    /** How many devices are connected. */
    public int connected() {
        return lanes.size();
    }

    @Override
    public void appended(Address device) {
        Lane lane = lanes.get(device);
        if (lane != null) {
            lane.wake();
        }
    }

    /** Ends the threads; lanes do nothing from then on. */
    @Override
    public void close() {
        context.timer().shutdown();
        for (ExecutorService thread : threads) {
            thread.shutdown();
        }
        try {
            for (ExecutorService thread : threads) {
                thread.awaitTermination(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
