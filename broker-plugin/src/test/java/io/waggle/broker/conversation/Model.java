package io.waggle.broker.conversation;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.ClearConversation;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.ConversationSettings;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.DeleteForEveryone;
import io.waggle.protocol.content.DeleteForMe;
import io.waggle.protocol.content.DeviceSync;
import io.waggle.protocol.content.Edit;
import io.waggle.protocol.content.Effect;
import io.waggle.protocol.content.Image;
import io.waggle.protocol.content.Kind;
import io.waggle.protocol.content.LiveLocation;
import io.waggle.protocol.content.LiveLocationUpdate;
import io.waggle.protocol.content.MessageChange;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Pin;
import io.waggle.protocol.content.Poll;
import io.waggle.protocol.content.PollVote;
import io.waggle.protocol.content.Reaction;
import io.waggle.protocol.content.ReadPosition;
import io.waggle.protocol.content.SharedFile;
import io.waggle.protocol.content.Shown;
import io.waggle.protocol.content.Star;
import io.waggle.protocol.content.SyncItem;
import io.waggle.protocol.content.Text;
import io.waggle.protocol.content.TimerChange;
import io.waggle.protocol.content.ViewOnceOpened;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What everybody must see, worked out in the simplest way from what the broker accepted, in its order: one thing after another, for each
 * person that it is for. It shares the contents with the clients, and nothing of how they get there.
 */
final class Model {

    /** A message as a person sees it. */
    static final class Line {
        final MessageRef ref;

        /** Nothing where only a later version can read it. */
        final @Nullable Content content;

        @Nullable
        Text text;

        Call.Outcome.@Nullable Result outcome;

        /** The device on which the person read it. */
        @Nullable
        Address readOn;

        boolean edited;
        boolean deleted;
        boolean removed;
        boolean pinned;
        boolean starred;
        boolean opened;
        final Map<AccountId, String> reactions = new TreeMap<>();
        final Map<AccountId, List<Integer>> votes = new TreeMap<>();
        Optional<LiveLocationUpdate> moved = Optional.empty();
        private final Map<Object, Version> versions = new HashMap<>();
        private final Set<AccountId> players = new TreeSet<>();

        /** What the devices of those who have read it said to the author. */
        private final Set<Address> tellers = new HashSet<>();

        Line(MessageRef ref, @Nullable Content content) {
            this.ref = ref;
            this.content = content;
            this.text = content != null && content.kind() instanceof Text said ? said : null;
        }

        Optional<Call.Start> call() {
            return content != null && content.kind() instanceof Call.Start start
                    ? Optional.of(start)
                    : Optional.empty();
        }

        /** Whether it is unread until it is read; a call only if it was missed. */
        boolean counts() {
            return !call().isPresent() || outcome == null || outcome == Call.Outcome.Result.CANCELLED;
        }

        /** Whether it is the change of that thing that counts. */
        boolean counts(Object thing, Version version) {
            Version present = versions.get(thing);
            boolean counts = present == null || version.compareTo(present) > 0;
            if (counts) {
                versions.put(thing, version);
            }
            return counts;
        }
    }

    record Version(long revision, MessageId id) implements Comparable<Version> {
        @Override
        public int compareTo(Version other) {
            int revisions = Long.compare(revision, other.revision);
            return revisions == 0 ? id.compareTo(other.id) : revisions;
        }
    }

    /** A conversation as a person has it. */
    static final class Chat {
        final List<Line> lines = new ArrayList<>();
        int read; // so many of the lines
        Duration timer = Duration.ZERO;

        @Nullable
        Version timerVersion;

        @Nullable
        Version settingsVersion;

        Instant mutedUntil = ConversationSettings.NOT_MUTED;
        boolean archived;
        int pinnedPlace;
        boolean markedUnread;
    }

    private final Map<AccountId, Map<ConversationId, Chat>> people = new TreeMap<>();
    private final Map<MessageRef, Set<AccountId>> audiences = new HashMap<>();

    Map<ConversationId, Chat> chats(AccountId account) {
        return people.computeIfAbsent(account, id -> new TreeMap<>());
    }

    Chat chat(AccountId account, ConversationId conversation) {
        return chats(account).computeIfAbsent(conversation, id -> new Chat());
    }

    /** Whom the message went to. */
    Set<AccountId> audience(MessageRef message) {
        return audiences.getOrDefault(message, Set.of());
    }

    /** Whether the broker accepted it. */
    boolean wasAccepted(MessageRef message) {
        return audiences.containsKey(message);
    }

    /**
     * The broker accepted a message.
     *
     * @param audience whom it goes to, the sender's account too
     * @param admins of the group; empty if it is none
     */
    void accepted(
            Address sender,
            MessageId id,
            ConversationId conversation,
            DecodedContent decoded,
            Set<AccountId> audience,
            Set<AccountId> admins) {
        MessageRef ref = new MessageRef(sender, id);
        if (decoded instanceof DecodedContent.Unknown unknown && unknown.effect() == Effect.SHOWN) {
            audiences.put(ref, Set.copyOf(audience));
            audience.forEach(account -> chat(account, conversation).lines.add(new Line(ref, null)));
        }
        if (!(decoded instanceof DecodedContent.Known known)) {
            return;
        }
        audiences.put(ref, Set.copyOf(audience));
        Kind kind = known.content().kind();
        for (AccountId account : audience) {
            if (kind instanceof Shown) {
                chat(account, conversation).lines.add(new Line(ref, known.content()));
            } else if (kind instanceof MessageChange change) {
                line(chat(account, conversation), change.message())
                        .ifPresent(line -> change(line, sender.account(), id, change, admins));
            } else if (kind instanceof TimerChange timer && admins.isEmpty()) {
                Chat chat = chat(account, conversation);
                Version version = new Version(timer.revision().value(), id);
                if (chat.timerVersion == null || version.compareTo(chat.timerVersion) > 0) {
                    chat.timerVersion = version;
                    chat.timer = timer.after();
                }
            } else if (kind instanceof DeviceSync sync && account.equals(sender.account())) {
                sync.items().forEach(item -> sync(sender, id, item));
            }
        }
    }

    private static Optional<Line> line(Chat chat, MessageRef message) {
        return chat.lines.stream().filter(line -> line.ref.equals(message)).findFirst();
    }

    private static void change(Line line, AccountId sender, MessageId id, MessageChange change, Set<AccountId> admins) {
        boolean author = line.ref.author().account().equals(sender);
        if (line.deleted || line.removed) {
            return;
        }
        if (change instanceof Edit edit) {
            boolean fits = line.content != null && fits(line.content, edit);
            if (author
                    && fits
                    && line.counts("edit", new Version(edit.revision().value(), id))) {
                line.text = edit.text().orElse(null);
                line.edited = true;
            }
        } else if (change instanceof DeleteForEveryone) {
            line.deleted = author || admins.contains(sender);
        } else if (change instanceof Reaction reaction) {
            if (line.counts(
                    "reaction of " + sender, new Version(reaction.revision().value(), id))) {
                line.reactions.put(sender, reaction.emoji());
                line.reactions.values().removeIf(String::isEmpty);
            }
        } else if (change instanceof PollVote vote) {
            if ((line.content == null || (line.content.kind() instanceof Poll poll && fits(poll, vote)))
                    && line.counts(
                            "vote of " + sender, new Version(vote.revision().value(), id))) {
                line.votes.put(sender, vote.options());
                line.votes.values().removeIf(List::isEmpty);
            }
        } else if (change instanceof Pin pin) {
            if (line.counts("pin", new Version(pin.revision().value(), id))) {
                line.pinned = pin.pinned();
            }
        } else if (change instanceof Call.Outcome outcome) {
            boolean ofCaller = outcome.result() == Call.Outcome.Result.REPLACED
                    || outcome.result() == Call.Outcome.Result.CANCELLED;
            if (author == ofCaller
                    && line.call()
                            .filter(start -> start.call().equals(outcome.call()))
                            .isPresent()
                    && (line.outcome == null || outcome.result().compareTo(line.outcome) < 0)) {
                line.outcome = outcome.result();
            }
        } else if (change instanceof LiveLocationUpdate update && author) {
            if (line.counts("place", new Version(update.number(), id))) {
                line.moved = Optional.of(update);
            }
        }
    }

    private static boolean fits(Content content, Edit edit) {
        if (content.kind() instanceof Text) {
            return edit.text().isPresent();
        }
        return !content.viewOnce()
                && (content.kind() instanceof Image
                        || content.kind() instanceof SharedFile
                        || content.kind() instanceof LiveLocation);
    }

    private static boolean fits(Poll poll, PollVote vote) {
        int most = poll.mostChoices() == 0 ? poll.options().size() : poll.mostChoices();
        return vote.options().size() <= most
                && vote.options().stream()
                        .allMatch(option -> option < poll.options().size());
    }

    /** The broker accepted that somebody has played what a device wrote, up to a message. */
    void played(AccountId account, Address author, ConversationId conversation, MessageId upTo) {
        covered(author, conversation, upTo).forEach(line -> line.players.add(account));
    }

    /** The broker accepted that a device tells an author that its person has read up to a message. */
    void told(Address reader, Address author, ConversationId conversation, MessageId upTo) {
        covered(author, conversation, upTo).forEach(line -> line.tellers.add(reader));
    }

    private List<Line> covered(Address author, ConversationId conversation, MessageId upTo) {
        List<Line> lines = chat(author.account(), conversation).lines;
        int last = -1;
        for (int i = 0; i < lines.size(); i++) {
            last = lines.get(i).ref.equals(new MessageRef(author, upTo)) ? i : last;
        }
        return lines.subList(0, last + 1).stream()
                .filter(line -> line.ref.author().equals(author))
                .toList();
    }

    /** Whether a device has told the author that its person has read the message. */
    boolean hasTold(Address device, ConversationId conversation, MessageRef message) {
        return line(chat(message.author().account(), conversation), message)
                .filter(line -> line.tellers.contains(device))
                .isPresent();
    }

    private void sync(Address device, MessageId id, SyncItem item) {
        AccountId account = device.account();
        Chat chat = chat(account, item.conversation());
        if (item instanceof ReadPosition read) {
            int before = chat.read;
            for (int i = before; i < chat.lines.size(); i++) {
                if (chat.lines.get(i).ref.equals(read.upTo())) {
                    chat.read = i + 1;
                }
            }
            chat.lines.subList(before, chat.read).forEach(line -> line.readOn = device);
        } else if (item instanceof ClearConversation clear) {
            int last = -1;
            for (int i = 0; i < chat.lines.size(); i++) {
                last = chat.lines.get(i).ref.equals(clear.upTo()) ? i : last;
            }
            chat.lines.subList(0, last + 1).forEach(line -> line.removed = true);
        } else if (item instanceof DeleteForMe delete) {
            chat.lines.stream()
                    .filter(line -> delete.messages().contains(line.ref))
                    .forEach(line -> line.removed = true);
        } else if (item instanceof Star star) {
            line(chat, star.message())
                    .filter(line ->
                            line.counts("star", new Version(star.revision().value(), id)))
                    .ifPresent(line -> line.starred = star.starred());
        } else if (item instanceof ViewOnceOpened opened) {
            line(chat, opened.message())
                    .filter(line -> !line.ref.author().account().equals(account)
                            && (line.content == null || line.content.viewOnce()))
                    .ifPresent(line -> line.opened = true);
        } else if (item instanceof ConversationSettings settings) {
            Version version = new Version(settings.revision().value(), id);
            if (chat.settingsVersion == null || version.compareTo(chat.settingsVersion) > 0) {
                chat.settingsVersion = version;
                chat.mutedUntil = settings.mutedUntil();
                chat.archived = settings.archived();
                chat.pinnedPlace = settings.pinnedPlace();
                chat.markedUnread = settings.markedUnread();
            }
        }
    }

    // --- what is to be seen

    /** Everything has had time to disappear: what was read, and what the person wrote. */
    void letDisappear() {
        people.forEach((account, chats) -> chats.values().forEach(chat -> {
            for (int i = 0; i < chat.lines.size(); i++) {
                Line line = chat.lines.get(i);
                boolean began = i < chat.read || line.ref.author().account().equals(account);
                line.removed |= began
                        && !line.deleted
                        && line.content != null
                        && !line.content.disappearsAfter().isZero();
            }
        }));
    }

    List<Line> shown(AccountId account, ConversationId conversation) {
        return chat(account, conversation).lines.stream()
                .filter(line -> !line.removed)
                .toList();
    }

    long unread(AccountId account, ConversationId conversation) {
        Chat chat = chat(account, conversation);
        return chat.lines.subList(chat.read, chat.lines.size()).stream()
                .filter(line -> !line.removed
                        && !line.deleted
                        && line.counts()
                        && !line.ref.author().account().equals(account))
                .count();
    }

    /** Whether the account has read the message. */
    boolean hasRead(AccountId account, ConversationId conversation, MessageRef message) {
        Chat chat = chat(account, conversation);
        return chat.lines.subList(0, chat.read).stream().anyMatch(line -> line.ref.equals(message));
    }

    /** On which device the account has read the message; nothing if it has not. */
    Optional<Address> readOn(AccountId account, ConversationId conversation, MessageRef message) {
        return line(chat(account, conversation), message).flatMap(line -> Optional.ofNullable(line.readOn));
    }

    /** Whether the account has played the message. */
    boolean hasPlayed(AccountId account, ConversationId conversation, MessageRef message) {
        return line(chat(message.author().account(), conversation), message)
                .filter(line -> line.players.contains(account))
                .isPresent();
    }

    /** How far that is, for who looks for a fault. */
    String readingOf(AccountId account, ConversationId conversation, MessageRef message) {
        Chat chat = chat(account, conversation);
        int at = -1;
        for (int i = 0; i < chat.lines.size(); i++) {
            at = chat.lines.get(i).ref.equals(message) ? i : at;
        }
        return "message " + at + " of " + chat.lines.size() + ", read " + chat.read + " up to "
                + (chat.read == 0 ? "nothing" : chat.lines.get(chat.read - 1).ref);
    }

    static DecodedContent decode(ByteString content) {
        return ContentCodec.decode(content);
    }
}
