package io.waggle.protocol.frame;

import static io.waggle.protocol.frame.WireFrames.CONVERSATION;
import static io.waggle.protocol.frame.WireFrames.MESSAGE_ID;
import static io.waggle.protocol.frame.WireFrames.decode;
import static io.waggle.protocol.frame.WireFrames.in;
import static io.waggle.protocol.frame.WireFrames.row;
import static io.waggle.protocol.frame.WireGroups.change;
import static io.waggle.protocol.frame.WireGroups.decoded;
import static io.waggle.protocol.frame.WireGroups.event;
import static io.waggle.protocol.frame.WireGroups.member;
import static io.waggle.protocol.frame.WireGroups.newGroup;
import static io.waggle.protocol.frame.WireGroups.out;
import static io.waggle.protocol.frame.WireGroups.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.GroupSettings.Who;
import io.waggle.protocol.wire.GroupMembersChange;
import io.waggle.protocol.wire.Limits;
import io.waggle.protocol.wire.SendOutcome;
import io.waggle.protocol.wire.SendOutcomes;
import org.junit.jupiter.api.Test;

/** What a reader of this version makes of groups of a later one. */
final class GroupEvolutionTest {

    /** Field 1000 with seven bytes: whatever a later version might add. */
    private static final ByteString LATER_FIELD =
            ByteString.copyFrom(new byte[] {(byte) 0xC2, 0x3E, 7, 'l', 'a', 't', 'e', 'r', '!', '!'});

    @Test
    void anEffectOfALaterVersionIsKnownToBeUnknown() throws InvalidProtocolBufferException {
        var later = io.waggle.protocol.wire.GroupEvent.parseFrom(
                event().clearName().build().toByteString().concat(LATER_FIELD));

        assertThat(decoded(later.toBuilder())).isInstanceOfSatisfying(GroupEvent.class, seen -> {
            assertThat(seen.version()).isEqualTo(2);
            assertThat(seen.effect()).isEqualTo(new GroupEvent.UnknownEffect());
        });
    }

    @Test
    void aRoleOfALaterVersionIsTheLeastOfTheMembers() {
        assertThat(decoded(state().setMembers(0, member("anna").setRoleValue(99))))
                .isInstanceOfSatisfying(
                        GroupState.class,
                        seen -> assertThat(seen.members().get(0).role()).isEqualTo(GroupRole.MEMBER));
        assertThat(decoded(event().setMembers(GroupMembersChange.newBuilder()
                        .addSet(member("anna").setRoleValue(99)))))
                .isInstanceOfSatisfying(
                        GroupEvent.class,
                        seen -> assertThat(((GroupEvent.MembersSet) seen.effect())
                                        .set()
                                        .get(0)
                                        .role())
                                .isEqualTo(GroupRole.MEMBER));
    }

    @Test
    void whoMayOfALaterVersionIsTakenForTheAdmins() {
        var later = io.waggle.protocol.wire.GroupSettings.newBuilder()
                .setMayWriteValue(2)
                .setMayEditValue(99)
                .setMayInviteValue(-1);

        assertThat(decoded(state().setSettings(later))).isInstanceOfSatisfying(GroupState.class, seen -> {
            assertThat(seen.settings().mayWrite()).isEqualTo(Who.ADMINS);
            assertThat(seen.settings().mayEdit()).isEqualTo(Who.ADMINS);
            assertThat(seen.settings().mayInvite()).isEqualTo(Who.ADMINS);
        });
    }

    @Test
    void aChangeOfALaterKindIsRefusedAndNotDoneByHalf() throws InvalidProtocolBufferException {
        var later = io.waggle.protocol.wire.GroupChange.parseFrom(
                change().build().toByteString().concat(LATER_FIELD));

        assertThat(decode(out(later.toBuilder())))
                .isInstanceOfSatisfying(
                        Decoded.Malformed.class,
                        malformed -> assertThat(malformed.fault()).isEqualTo(Fault.UNKNOWN_ITEM));
    }

    @Test
    void fieldsOfALaterVersionAreSkippedAtEveryDepth() throws InvalidProtocolBufferException {
        var laterCreate = io.waggle.protocol.wire.CreateGroup.parseFrom(
                newGroup().build().toByteString().concat(LATER_FIELD));
        var laterChange = io.waggle.protocol.wire.GroupChange.parseFrom(
                change().setCreate(laterCreate).build().toByteString().concat(LATER_FIELD));
        assertThat(decode(out(laterChange.toBuilder()))).isEqualTo(decode(out(change().setCreate(newGroup()))));

        var laterMember = io.waggle.protocol.wire.GroupMember.parseFrom(
                member("anna").build().toByteString().concat(LATER_FIELD));
        var laterState = io.waggle.protocol.wire.GroupState.parseFrom(
                state().setMembers(0, laterMember).build().toByteString().concat(LATER_FIELD));
        assertThat(decoded(laterState.toBuilder())).isEqualTo(decoded(state()));

        var laterEvent = io.waggle.protocol.wire.GroupEvent.parseFrom(
                event().build().toByteString().concat(LATER_FIELD));
        assertThat(decoded(laterEvent.toBuilder())).isEqualTo(decoded(event()));
    }

    @Test
    void aStateOfNoGroupHasNothingElse() {
        assertThat(decoded(state().setVersion(0)))
                .isEqualTo(GroupState.none(io.waggle.protocol.ConversationId.fromBytes(CONVERSATION)
                        .orElseThrow()));
    }

    @Test
    void aWelcomeThatDoesNotSayMembersIsOfAServerWithoutGroups() {
        var welcome = io.waggle.protocol.wire.Welcome.newBuilder()
                .setLimits(Limits.newBuilder().setFrameBytes(65_536));

        assertThat(decode(in().setWelcome(welcome)))
                .isInstanceOfSatisfying(
                        Decoded.Valid.class,
                        valid -> assertThat(((InboxFrame) valid.frame())
                                        .welcome()
                                        .orElseThrow()
                                        .limits()
                                        .groupMembers())
                                .isZero());
    }

    @Test
    void anOutcomeTellsTheVersionOfTheGroup() {
        var outcomes = SendOutcomes.newBuilder()
                .addOutcomes(SendOutcome.newBuilder()
                        .setMessageId(MESSAGE_ID)
                        .setConversationId(CONVERSATION)
                        .setResult(SendOutcome.Result.GROUP_CHANGED)
                        .setGroupVersion(12));

        assertThat(WireGroups.onlyRow(row(1).setOutcomes(outcomes)))
                .isInstanceOfSatisfying(
                        io.waggle.protocol.frame.SendOutcomes.class,
                        seen -> assertThat(seen.outcomes().get(0).groupVersion())
                                .isEqualTo(12));
    }
}
