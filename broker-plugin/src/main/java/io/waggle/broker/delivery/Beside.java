package io.waggle.broker.delivery;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Presence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a device and has no place in its inbox: live events, and how accounts are. Never more in a frame than so many bytes,
 * so that it never crowds out messages. Belongs to the lane's thread.
 */
final class Beside {

    private static final int LIVE_BYTES = 8 * 1024;
    private static final int LIVE_OVERHEAD = 160;
    private static final int PRESENCE_BYTES = 8 * 1024;
    private static final int PRESENCE_OVERHEAD = 20;

    /** Oldest first; null while there is none. */
    private @Nullable Deque<LiveNotice> live;

    /** Of each account the last; null while there is none. */
    private @Nullable Map<AccountId, Presence> presence;

    /** What travels in one frame. */
    record Load(List<LiveNotice> notices, List<Presence> presence) {

        static final Load NOTHING = new Load(List.of(), List.of());

        boolean isEmpty() {
            return notices.isEmpty() && presence.isEmpty();
        }

        /** Bytes, rather too many than too few. */
        int size() {
            return notices.stream().mapToInt(Beside::size).sum()
                    + presence.stream().mapToInt(Beside::size).sum();
        }
    }

    private static int size(LiveNotice notice) {
        return notice.content().size() + LIVE_OVERHEAD;
    }

    private static int size(Presence presence) {
        return presence.account().value().length() + PRESENCE_OVERHEAD;
    }

    /** Adds a live event. @return whether the oldest had to go */
    boolean add(LiveNotice notice, int most) {
        Deque<LiveNotice> waiting = waiting();
        boolean full = waiting.size() >= most;
        if (full) {
            waiting.removeFirst();
        }
        waiting.addLast(notice);
        return full;
    }

    private Deque<LiveNotice> waiting() {
        if (live == null) {
            live = new ArrayDeque<>();
        }
        return live;
    }

    /**
     * Adds how accounts are, each in place of what waits of it.
     *
     * @param anew nothing of what waits of other accounts is of any use
     */
    void add(List<Presence> told, boolean anew) {
        Map<AccountId, Presence> waiting = presence == null || anew ? new LinkedHashMap<>() : presence;
        told.forEach(each -> waiting.put(each.account(), each));
        presence = waiting;
    }

    /** As much as goes into one frame; it does not wait any more. */
    Load take() {
        return live == null && presence == null ? Load.NOTHING : new Load(takeLive(), takePresence());
    }

    private List<LiveNotice> takeLive() {
        if (live == null) {
            return List.of();
        }
        List<LiveNotice> taken = new ArrayList<>();
        int bytes = 0;
        while (!live.isEmpty() && bytes + size(live.getFirst()) <= LIVE_BYTES) {
            bytes += size(live.getFirst());
            taken.add(live.removeFirst());
        }
        if (live.isEmpty()) {
            live = null;
        }
        return taken;
    }

    private List<Presence> takePresence() {
        if (presence == null) {
            return List.of();
        }
        List<Presence> taken = new ArrayList<>();
        int bytes = 0;
        Iterator<Presence> waiting = presence.values().iterator();
        while (waiting.hasNext()) {
            Presence next = waiting.next();
            bytes += size(next);
            if (bytes > PRESENCE_BYTES) {
                return taken;
            }
            taken.add(next);
            waiting.remove();
        }
        presence = null;
        return taken;
    }

    /** It could not travel: it waits again, in front of what has come since. */
    void putBack(Load load) {
        for (int i = load.notices().size() - 1; i >= 0; i--) {
            waiting().addFirst(load.notices().get(i));
        }
        if (!load.presence().isEmpty()) {
            Map<AccountId, Presence> waiting = new LinkedHashMap<>();
            load.presence().forEach(each -> waiting.put(each.account(), each));
            if (presence != null) {
                waiting.putAll(presence);
            }
            presence = waiting;
        }
    }

    void clear() {
        live = null;
        presence = null;
    }
}
