package io.waggle.client;

import io.waggle.client.store.ClientStore;
import io.waggle.client.store.InboxCursor;
import io.waggle.client.store.Received;
import io.waggle.client.store.Saying;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.Welcome;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the frames that come in: stores their rows, notices what is missing, and says what to acknowledge. Belongs to the
 * lane.
 *
 * <p>Rows are stored one after another without a gap, so the place in the inbox is one number. A frame that does not
 * continue it is dropped, and the server is greeted anew: it then begins where this device is. A frame that cannot be read
 * at all ends the connection; a row that cannot is refused, and the others of its frame go on.
 */
final class Inbox {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final ClientStore store;
    private final ControlStream control;
    private final Observer observer;
    private final Clock clock;

    // Of the client: what the store says.
    private InboxCursor cursor;

    // Of one connection.
    private boolean greeting;

    Inbox(ClientStore store, ControlStream control, Observer observer, Clock clock) {
        this.clock = clock;
        this.store = store;
        this.control = control;
        this.observer = observer;
        this.cursor = store.cursor();
    }

    /** What hangs on the inbox. Called in the lane. */
    interface Observer {

        boolean isOnItsWay(MessageId id);

        Saying saying();

        void welcomed(Welcome welcome, InboxCursor cursor);

        void received(Received received);

        void caughtUp();

        void live(InboxFrame frame);

        void notice(Notice notice);

        void giveUp(String why);
    }

    /** A new connection: the server is greeted. */
    void open() {
        greeting = true;
        control.hello(cursor);
    }

    void frame(byte[] payload) {
        Decoded<InboxFrame> decoded = InboxCodec.decode(ByteBuffer.wrap(payload));
        if (decoded instanceof Decoded.Valid<InboxFrame> valid) {
            frame(valid.frame());
        } else if (decoded instanceof Decoded.Malformed<InboxFrame> malformed) {
            observer.giveUp("unreadable frame: " + malformed.detail());
        }
    }

    private void frame(InboxFrame frame) {
        frame.welcome().ifPresent(welcome -> welcome(frame.epoch(), welcome));
        if (frame.epoch().equals(cursor.epoch())) {
            rows(frame);
        } else {
            greet("a frame of another epoch");
        }
        if (frame.endOfBacklog() && !greeting) {
            observer.caughtUp();
        }
        observer.live(frame);
    }

    private void welcome(Epoch epoch, Welcome welcome) {
        greeting = false;
        boolean reset = !epoch.equals(cursor.epoch());
        boolean behind = welcome.acknowledged().isAfter(cursor.last());
        if (reset || behind) {
            Notice notice = reset && cursor.epoch().isKnown() ? new Notice.InboxReset() : new Notice.StoreBehind();
            boolean fresh = !cursor.epoch().isKnown() && !behind;
            move(new InboxCursor(epoch, welcome.acknowledged()));
            if (!fresh) {
                log.warn("{}: the inbox is not where it was: {}", store.owner(), notice);
                observer.notice(notice);
            }
        }
        observer.welcomed(welcome, cursor);
    }

    private void rows(InboxFrame frame) {
        List<InboxItem> items = new ArrayList<>();
        for (InboxItem item : frame.items()) {
            if (item.sequence().isAfter(cursor.last())) {
                items.add(item);
            }
        }
        if (items.isEmpty()) {
            if (!frame.items().isEmpty()) {
                control.acknowledgeAgain();
            }
            return;
        }
        if (frame.after().isAfter(cursor.last())) {
            missing(frame);
            return;
        }
        InboxSequence last = items.get(items.size() - 1).sequence();
        Received received =
                store.receive(frame.epoch(), items, observer::isOnItsWay, clock.instant(), observer.saying());
        cursor = new InboxCursor(frame.epoch(), last);
        for (InboxReject row : received.unreadable()) {
            log.warn("{}: refusing row {}: {}", store.owner(), row.sequence(), row.reason());
        }
        if (!received.unreadable().isEmpty()) {
            control.rejections();
        }
        control.acknowledge(cursor, items.size());
        if (received.groups()) {
            control.groups(received.groupAnswers());
        }
        observer.received(received);
    }

    private void missing(InboxFrame frame) {
        if (frame.welcome().isPresent()) {
            observer.giveUp("the server does not begin where this device is");
        } else {
            greet("rows are missing before " + frame.after());
        }
    }

    /** Asks the server to begin again where this device is, unless it has been asked already. */
    private void greet(String why) {
        if (!greeting) {
            log.info("{}: greeting the server anew: {}", store.owner(), why);
            greeting = true;
            control.hello(cursor);
        }
    }

    private void move(InboxCursor to) {
        store.moveCursor(to);
        cursor = to;
    }
}
