package io.waggle.protocol.frame;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.ProtocolLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What {@link Frames} has of groups. */
final class GroupFrames {

    private final RandomGenerator random;
    private final Frames frames;

    GroupFrames(RandomGenerator random, Frames frames) {
        this.random = random;
        this.frames = frames;
    }

    GroupChange.Change change() {
        return switch (random.nextInt(12)) {
            case 0 -> new GroupChange.Create(name(), description(), settings(), frames.accounts(0, 5));
            case 1 -> new GroupChange.SetName(name());
            case 2 -> new GroupChange.SetDescription(description());
            case 3 -> new GroupChange.SetSettings(settings());
            case 4 -> new GroupChange.Add(frames.accounts(1, 5));
            case 5 -> new GroupChange.Remove(frames.accounts(1, 5));
            case 6 ->
                new GroupChange.SetRole(
                        frames.account(),
                        frames.pick(new GroupRole[] {GroupRole.MEMBER, GroupRole.ADMIN, GroupRole.OWNER}));
            case 7 -> new GroupChange.Leave();
            case 8 -> new GroupChange.Accept();
            case 9 -> new GroupChange.Join(secret());
            case 10 -> new GroupChange.SetLink(maybeSecret());
            default -> new GroupChange.Disband();
        };
    }

    GroupEvent event() {
        return new GroupEvent(
                frames.conversation(),
                frames.version(),
                random.nextBoolean() ? Optional.of(frames.messageId()) : Optional.empty(),
                frames.account(),
                random.nextBoolean() ? Optional.of(frames.device()) : Optional.empty(),
                frames.time(),
                effect());
    }

    private GroupEvent.Effect effect() {
        return switch (random.nextInt(8)) {
            case 0 -> new GroupEvent.NameSet(name());
            case 1 -> new GroupEvent.DescriptionSet(description());
            case 2 -> new GroupEvent.PictureSet(picture());
            case 3 -> new GroupEvent.SettingsSet(settings());
            case 4 -> new GroupEvent.MembersSet(frames.list(0, 5, this::member), frames.accounts(0, 5));
            case 5 -> new GroupEvent.LinkSet(random.nextBoolean());
            case 6 -> new GroupEvent.Disbanded();
            default -> new GroupEvent.UnknownEffect();
        };
    }

    GroupState state() {
        if (random.nextInt(4) == 0) {
            return GroupState.none(frames.conversation());
        }
        List<GroupMember> members = frames.list(0, 5, this::member);
        int before = random.nextInt(2_000);
        return new GroupState(
                frames.conversation(),
                1 + frames.version() / 2,
                name(),
                description(),
                picture(),
                settings(),
                frames.time(),
                maybeSecret(),
                random.nextInt(ProtocolLimits.GROUP_MEMBERS + 1),
                before + members.size() + random.nextInt(100),
                before,
                members,
                random.nextBoolean()
                        ? Optional.of(new GroupState.Cause(frames.messageId(), frames.address()))
                        : Optional.empty());
    }

    private GroupMember member() {
        Optional<AccountId> by = random.nextBoolean() ? Optional.of(frames.account()) : Optional.empty();
        return new GroupMember(frames.account(), frames.pick(GroupRole.values()), frames.version(), by);
    }

    GroupSettings settings() {
        return new GroupSettings(
                frames.pick(GroupSettings.Who.values()),
                frames.pick(GroupSettings.Who.values()),
                frames.pick(GroupSettings.Who.values()),
                random.nextBoolean(),
                Duration.ofSeconds(random.nextLong(1L << 32)));
    }

    private Optional<GroupSecret> maybeSecret() {
        return random.nextBoolean() ? Optional.of(secret()) : Optional.empty();
    }

    private GroupSecret secret() {
        return new GroupSecret(random.nextLong(), random.nextLong());
    }

    private String picture() {
        return random.nextBoolean() ? "" : frames.account().value();
    }

    /** Of one and of several bytes a character, up to the bound. */
    private String name() {
        return switch (random.nextInt(3)) {
            case 0 -> "x".repeat(ProtocolLimits.GROUP_NAME_BYTES);
            case 1 -> "\u00e9".repeat(random.nextInt(1, ProtocolLimits.GROUP_NAME_BYTES / 2 + 1));
            default -> "The beekeepers " + random.nextInt();
        };
    }

    private String description() {
        return switch (random.nextInt(3)) {
            case 0 -> "";
            case 1 -> "x".repeat(ProtocolLimits.GROUP_DESCRIPTION_BYTES);
            default -> "Who waters what,\n and when: " + random.nextInt();
        };
    }
}
