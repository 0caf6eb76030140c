package io.waggle.broker.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.group.Admissions;
import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupChange.Change;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupList;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine promises of groups. Who may do what, GroupRulesTest says; this is about what is stored, and what people get. */
public abstract class GroupContract extends InboxFixture {

    private static final ConversationId GROUP = new ConversationId(7, 7);
    private static final Address DAVE = Address.of("dave", "phone");

    @BeforeEach
    void openInboxes() {
        opened(ALICE, BOB, BOB_TABLET, CAROL, DAVE);
    }

    // --- making one

    @Test
    void tellsEveryDeviceOfThoseWhoAreInItTheWholeGroup() {
        GroupChange create = create(BOB.account(), CAROL.account());

        assertThat(append(ALICE, create)).isInstanceOf(Decision.AllAccepted.class);

        for (Address device : List.of(ALICE, BOB, BOB_TABLET, CAROL)) {
            GroupState state = only(device, GroupState.class);
            assertThat(state.version()).isEqualTo(1);
            assertThat(state.name()).isEqualTo("Bees");
            assertThat(state.memberCount()).isEqualTo(3);
            assertThat(state.members())
                    .containsExactly(
                            new GroupMember(ALICE.account(), GroupRole.OWNER, 1),
                            new GroupMember(BOB.account(), GroupRole.MEMBER, 1),
                            new GroupMember(CAROL.account(), GroupRole.MEMBER, 1));
            assertThat(state.cause()).contains(new GroupState.Cause(create.id(), ALICE));
        }
        assertThat(items(DAVE)).isEmpty();
    }

    @Test
    void isTheSameAfterARestart() {
        append(ALICE, create(BOB.account()));
        append(ALICE, change(new GroupChange.SetDescription("of the town")));
        append(ALICE, change(new GroupChange.SetLink(Optional.of(new GroupSecret(1, 2)))));
        append(ALICE, change(new GroupChange.Add(List.of(CAROL.account()))));
        Group before = inbox.group(GROUP).orElseThrow();
        List<InboxItem> told = items(BOB);

        reopen();

        assertThat(inbox.group(GROUP)).contains(before);
        assertThat(inbox.groups(CAROL.account())).containsExactly(GROUP);
        assertThat(items(BOB)).isEqualTo(told);
    }

    @Test
    void makesItOnceHoweverOftenItIsAsked() {
        GroupChange create = create(BOB.account());
        append(ALICE, create);
        append(ALICE, change(new GroupChange.SetName("Wasps")));
        reopen();

        assertThat(append(ALICE, create)).isInstanceOf(Decision.AllAccepted.class);

        assertThat(group().name()).isEqualTo("Wasps");
        assertThat(contents(BOB, GroupState.class)).hasSize(1);
    }

    @Test
    void refusesAnIdThatIsTaken() {
        append(ALICE, create(BOB.account()));

        assertThat(refusal(CAROL, create(DAVE.account()))).isEqualTo(Result.GROUP_EXISTS);

        assertThat(items(DAVE)).isEmpty();
    }

    @Test
    void refusesAccountsThatThereAreNotAsAWhole() {
        append(ALICE, create(BOB.account(), new AccountId("nobody")));

        SendOutcome outcome = outcomes(ALICE).get(0);
        assertThat(outcome.result()).isEqualTo(Result.UNKNOWN_ACCOUNT);
        assertThat(outcome.recipients())
                .extracting(SendOutcome.RecipientOutcome::account)
                .containsExactly(new AccountId("nobody"));
        assertThat(inbox.group(GROUP)).isEmpty();
        assertThat(items(BOB)).isEmpty();
    }

    // --- messages

    @Test
    void aMessageGoesToEveryDeviceOfEveryMemberButTheOneItComesFrom() {
        append(ALICE, create(BOB.account(), CAROL.account()));

        assertThat(append(BOB, post("hello"))).isInstanceOf(Decision.AllAccepted.class);

        for (Address device : List.of(ALICE, BOB_TABLET, CAROL)) {
            Message message = only(device, Message.class);
            assertThat(message.content().toStringUtf8()).isEqualTo("hello");
            assertThat(message.sender()).isEqualTo(BOB);
            assertThat(message.conversation()).isEqualTo(GROUP);
            assertThat(message.groupVersion()).isEqualTo(1);
            assertThat(message.request()).isFalse();
        }
        assertThat(texts(BOB)).isEmpty();
        assertThat(items(DAVE)).isEmpty();
        reopen();
        assertThat(only(CAROL, Message.class).groupVersion()).isEqualTo(1);
    }

    @Test
    void aDeviceThatComesLaterGetsWhatIsSentFromThen() {
        append(ALICE, create(BOB.account()));
        append(ALICE, post("before"));
        Address laptop = Address.of("bob", "laptop");
        opened(laptop);
        append(ALICE, post("after"));

        assertThat(texts(laptop)).containsExactly("after");
        assertThat(texts(BOB)).containsExactly("before", "after");
    }

    @Test
    void whoIsNotInItCanNeitherWriteNorTellWhetherThereIsOne() {
        append(ALICE, create(BOB.account()));

        assertThat(refusal(CAROL, post("let me in"))).isEqualTo(Result.NO_SUCH_GROUP);
        assertThat(refusal(CAROL, new GroupSend(id(), CHAT, 0, ByteString.EMPTY, Duration.ZERO)))
                .isEqualTo(Result.NO_SUCH_GROUP);
        assertThat(refusal(CAROL, change(new GroupChange.SetName("Mine")))).isEqualTo(Result.NO_SUCH_GROUP);

        assertThat(texts(BOB)).isEmpty();
    }

    @Test
    void anAnnouncementGroupTakesMessagesOfAdminsOnly() {
        append(ALICE, create(BOB.account()));
        append(ALICE, change(new GroupChange.SetSettings(onlyAdminsWrite())));

        assertThat(refusal(BOB, post("me too"))).isEqualTo(Result.GROUP_FORBIDS);
        append(ALICE, post("news"));

        assertThat(texts(BOB)).containsExactly("news");
    }

    @Test
    void whoIsRemovedGetsTheEventAndNothingThatIsSentAfterIt() {
        append(ALICE, create(BOB.account(), CAROL.account()));
        append(ALICE, post("before"));
        append(ALICE, change(new GroupChange.Remove(List.of(BOB.account()))), post("after"));

        for (Address device : List.of(BOB, BOB_TABLET)) {
            assertThat(texts(device)).containsExactly("before");
            assertThat(only(device, GroupEvent.class).effect())
                    .isEqualTo(new GroupEvent.MembersSet(List.of(), List.of(BOB.account())));
        }
        assertThat(texts(CAROL)).containsExactly("before", "after");
        assertThat(refusal(BOB, post("still here"))).isEqualTo(Result.NO_SUCH_GROUP);
        assertThat(inbox.groups(BOB.account())).isEmpty();
    }

    @Test
    void aMessageThatNamesAnotherVersionIsRefusedWithThePresentOne() {
        append(ALICE, create(BOB.account()));
        append(ALICE, change(new GroupChange.SetName("Wasps")));

        append(BOB, new GroupSend(id(), GROUP, 1, ByteString.copyFromUtf8("late"), Duration.ZERO), post("later"));

        assertThat(outcomes(BOB))
                .extracting(SendOutcome::result)
                .containsExactly(Result.GROUP_CHANGED, Result.BLOCKED_BY_EARLIER);
        assertThat(outcomes(BOB).get(0).groupVersion()).isEqualTo(2);
        append(BOB, new GroupSend(id(), GROUP, 2, ByteString.copyFromUtf8("again"), Duration.ZERO));
        assertThat(texts(ALICE)).containsExactly("again");
    }

    @Test
    void aMessageToManyIsStoredOnceAndGoesWhenTheLastHasIt() {
        append(ALICE, create(BOB.account(), CAROL.account()));
        String long_ = "x".repeat(5_000);
        append(ALICE, post(long_));
        acknowledgeAll(BOB);
        reopen();
        acknowledgeAll(BOB_TABLET);

        assertThat(texts(CAROL)).containsExactly(long_);
        acknowledgeAll(CAROL);
        assertThat(items(CAROL)).isEmpty();
    }

    @Test
    void tellsTheSenderWhichMembersMissedIt() {
        append(ALICE, create(BOB.account(), CAROL.account()));
        for (Address device : List.of(BOB, BOB_TABLET)) {
            for (int i = items(device).size(); i < config().maxMessages(); i++) {
                append(CAROL, text("filler", BOB, BOB_TABLET));
            }
        }
        append(ALICE, post("hello"));

        assertThat(texts(CAROL)).containsExactly("hello");
        assertThat(contents(BOB, Missed.class)).hasSize(1);
        SendOutcome outcome = outcomes(ALICE).get(0);
        assertThat(outcome.result()).isEqualTo(Result.ACCEPTED);
        assertThat(outcome.recipients())
                .containsExactly(
                        new SendOutcome.RecipientOutcome(BOB.account(), Optional.empty(), Result.RECIPIENT_FULL, ""));
    }

    @Test
    void membersDevicesReportDeliveryEachByItself() {
        append(ALICE, create(BOB.account(), CAROL.account()));
        GroupSend hello = post("hello");
        append(ALICE, hello);
        acknowledgeAll(BOB);
        acknowledgeAll(CAROL);

        assertThat(receipts(ALICE))
                .extracting(Receipt::kind, Receipt::member, Receipt::upTo)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(ReceiptKind.DELIVERED, BOB, hello.messageId()),
                        org.assertj.core.groups.Tuple.tuple(ReceiptKind.DELIVERED, CAROL, hello.messageId()));
    }

    // --- changes

    @Test
    void everybodySeesTheChangesAndTheMessagesInOneOrder() {
        append(ALICE, create(BOB.account(), CAROL.account()));
        append(ALICE, change(new GroupChange.SetRole(BOB.account(), GroupRole.ADMIN)));
        append(ALICE, post("one"));
        append(BOB, change(new GroupChange.SetName("Wasps")), post("two"));
        append(ALICE, change(new GroupChange.SetName("Hornets")));
        append(CAROL, post("three"));

        for (Address device : List.of(ALICE, BOB, BOB_TABLET, CAROL)) {
            assertThat(contents(device, GroupEvent.class))
                    .extracting(GroupEvent::version)
                    .containsExactly(2L, 3L, 4L);
            assertThat(contents(device, Message.class))
                    .extracting(Message::groupVersion)
                    .isSubsetOf(2L, 3L, 4L)
                    .isSorted();
        }
        assertThat(items(BOB_TABLET).stream().map(InboxItem::content).map(GroupContract::version))
                .containsExactly(1L, 2L, 2L, 3L, 3L, 4L, 4L);
    }

    private static long version(InboxItem.Content content) {
        if (content instanceof GroupState state) {
            return state.version();
        }
        return content instanceof GroupEvent event ? event.version() : ((Message) content).groupVersion();
    }

    @Test
    void aChangeThatFindsWhatItWantsIsAcceptedAndTellsNobody() {
        append(ALICE, create(BOB.account(), CAROL.account()));
        append(ALICE, change(new GroupChange.Remove(List.of(CAROL.account()))));
        append(ALICE, change(new GroupChange.Remove(List.of(CAROL.account()))));

        assertThat(group().version()).isEqualTo(2);
        assertThat(contents(BOB, GroupEvent.class)).hasSize(1);
        assertThat(outcomes(ALICE)).isEmpty();
    }

    @Test
    void whoIsAddedGetsTheGroupAndTheOthersTheEvent() {
        append(ALICE, create(BOB.account()));
        append(ALICE, post("before"));
        append(ALICE, change(new GroupChange.Add(List.of(CAROL.account()))), post("welcome"));

        assertThat(only(CAROL, GroupState.class).version()).isEqualTo(2);
        assertThat(texts(CAROL)).containsExactly("welcome");
        assertThat(contents(CAROL, GroupEvent.class)).isEmpty();
        assertThat(only(BOB, GroupEvent.class).effect())
                .isEqualTo(new GroupEvent.MembersSet(
                        List.of(new GroupMember(CAROL.account(), GroupRole.MEMBER, 2)), List.of()));
    }

    @Test
    void whoWantsToBeAskedIsInvitedAndSeesNobodyBeforeAccepting() {
        append(ALICE, create(BOB.account()));
        add(new Admissions(Set.of(CAROL.account()), Set.of()), CAROL.account());
        append(ALICE, post("not yet"));

        GroupState invitation = only(CAROL, GroupState.class);
        assertThat(invitation.members())
                .containsExactly(new GroupMember(CAROL.account(), GroupRole.INVITED, 2, Optional.of(ALICE.account())));
        assertThat(invitation.memberCount()).isEqualTo(2);
        assertThat(texts(CAROL)).isEmpty();

        append(CAROL, change(new GroupChange.Accept()));
        append(ALICE, post("now"));

        assertThat(contents(CAROL, GroupState.class).get(1).members()).hasSize(3);
        assertThat(texts(CAROL)).containsExactly("now");
    }

    @Test
    void whoDeclinesHearsThatItIsOver() {
        append(ALICE, create(BOB.account()));
        add(new Admissions(Set.of(CAROL.account()), Set.of()), CAROL.account());

        append(CAROL, change(new GroupChange.Leave()));

        assertThat(contents(CAROL, GroupState.class).get(1)).isEqualTo(GroupState.none(GROUP));
        assertThat(group().role(CAROL.account())).isEmpty();
    }

    @Test
    void whoHasBlockedTheOneWhoAddsHearsNothing() {
        append(ALICE, create(BOB.account()));
        add(new Admissions(Set.of(), Set.of(CAROL.account())), CAROL.account());

        assertThat(group().role(CAROL.account())).contains(GroupRole.INVITED);
        assertThat(items(CAROL)).isEmpty();
        assertThat(outcomes(ALICE)).isEmpty();
    }

    @Test
    void aMemberWhoHasBlockedTheOneWhoAddsHearsWhoElseIsAdded() {
        append(ALICE, create(CAROL.account()));
        add(new Admissions(Set.of(), Set.of(CAROL.account())), CAROL.account(), BOB.account());

        assertThat(only(CAROL, GroupEvent.class).effect())
                .isEqualTo(new GroupEvent.MembersSet(
                        List.of(new GroupMember(BOB.account(), GroupRole.MEMBER, 2)), List.of()));
    }

    @Test
    void aLinkLetsWhoeverKnowsItIn() {
        GroupSecret secret = new GroupSecret(3, 4);
        append(ALICE, create(BOB.account()));
        assertThat(refusal(CAROL, change(new GroupChange.Join(secret)))).isEqualTo(Result.LINK_INVALID);
        append(ALICE, change(new GroupChange.SetLink(Optional.of(secret))));
        assertThat(only(BOB, GroupEvent.class).effect()).isEqualTo(new GroupEvent.LinkSet(true));

        append(CAROL, change(new GroupChange.Join(secret)));

        assertThat(group().isMember(CAROL.account())).isTrue();
        append(ALICE, change(new GroupChange.SetLink(Optional.empty())));
        assertThat(refusal(DAVE, change(new GroupChange.Join(secret)))).isEqualTo(Result.LINK_INVALID);
    }

    @Test
    void whereJoiningNeedsApprovalTheAdminsDecide() {
        GroupSecret secret = new GroupSecret(3, 4);
        GroupSettings approval = new GroupSettings(
                GroupSettings.Who.EVERY_MEMBER,
                GroupSettings.Who.EVERY_MEMBER,
                GroupSettings.Who.EVERY_MEMBER,
                true,
                Duration.ZERO);
        append(ALICE, create(BOB.account()));
        append(ALICE, change(new GroupChange.SetSettings(approval)));
        append(ALICE, change(new GroupChange.SetLink(Optional.of(secret))));
        append(CAROL, change(new GroupChange.Join(secret)), post("hello?"));

        assertThat(outcomes(CAROL)).extracting(SendOutcome::result).contains(Result.NO_SUCH_GROUP);
        assertThat(refusal(BOB, change(new GroupChange.Add(List.of(CAROL.account())))))
                .isEqualTo(Result.GROUP_FORBIDS);
        append(ALICE, change(new GroupChange.Add(List.of(CAROL.account()))));

        assertThat(group().isMember(CAROL.account())).isTrue();
    }

    @Test
    void takesNoMoreThanItMayHave() {
        append(ALICE, create(BOB.account(), CAROL.account()));
        append(ALICE, change(new GroupChange.Add(List.of(DAVE.account()))));
        assertThat(group().members()).isEqualTo(config().groupMaxMembers());
        Address eve = Address.of("eve", "phone");
        opened(eve);

        assertThat(refusal(ALICE, change(new GroupChange.Add(List.of(eve.account())))))
                .isEqualTo(Result.GROUP_FULL);

        assertThat(items(eve)).isEmpty();
        assertThat(group().version()).isEqualTo(2);
        append(DAVE, change(new GroupChange.Leave()));
        assertThat(append(ALICE, change(new GroupChange.Add(List.of(eve.account())))))
                .isInstanceOf(Decision.AllAccepted.class);
    }

    @Test
    void aPictureIsThereWithTheEventThatTellsOfItAndGoesWithTheGroup() {
        append(ALICE, create(BOB.account()));
        GroupPicture picture = new GroupPicture("p1", new byte[] {1, 2, 3});

        assertThat(picture(BOB, Optional.of(picture))).isEqualTo(Result.ACCEPTED);

        assertThat(only(ALICE, GroupEvent.class).effect()).isEqualTo(new GroupEvent.PictureSet("p1"));
        reopen();
        assertThat(group().picture()).isEqualTo("p1");
        assertThat(inbox.groupPicture(GROUP).orElseThrow().jpeg()).isEqualTo(picture.jpeg());
        assertThat(picture(CAROL, Optional.empty())).isEqualTo(Result.NO_SUCH_GROUP);
        append(ALICE, change(new GroupChange.SetSettings(onlyAdmins())));
        assertThat(picture(BOB, Optional.empty())).isEqualTo(Result.GROUP_FORBIDS);
        assertThat(outcomes(BOB)).isEmpty();
        assertThat(inbox.groupPicture(GROUP)).isPresent();

        assertThat(picture(ALICE, Optional.empty())).isEqualTo(Result.ACCEPTED);
        assertThat(inbox.groupPicture(GROUP)).isEmpty();
        assertThat(group().picture()).isEmpty();
        assertThat(picture(ALICE, Optional.of(picture))).isEqualTo(Result.ACCEPTED);
        append(ALICE, change(new GroupChange.Disband()));
        assertThat(inbox.groupPicture(GROUP)).isEmpty();
    }

    private Result picture(Address by, Optional<GroupPicture> picture) {
        return inbox.setGroupPicture(by, GROUP, picture).join();
    }

    @Test
    void theOwnerWhoLeavesHandsItOn() {
        append(ALICE, create(BOB.account(), CAROL.account()));
        append(ALICE, change(new GroupChange.SetRole(CAROL.account(), GroupRole.ADMIN)));

        append(ALICE, change(new GroupChange.Leave()));

        assertThat(group().role(CAROL.account())).contains(GroupRole.OWNER);
        assertThat(contents(ALICE, GroupEvent.class)).hasSize(2);
        append(CAROL, post("mine now"));
        assertThat(texts(ALICE)).isEmpty();
    }

    @Test
    void theLastWhoLeavesEndsItAndItsIdIsFree() {
        append(ALICE, create(BOB.account()));
        append(BOB, change(new GroupChange.Leave()));
        append(ALICE, change(new GroupChange.Leave()));

        assertThat(inbox.group(GROUP)).isEmpty();
        assertThat(inbox.groups(ALICE.account())).isEmpty();
        assertThat(contents(ALICE, GroupEvent.class))
                .extracting(GroupEvent::effect)
                .endsWith(new GroupEvent.Disbanded());
        reopen();
        assertThat(inbox.group(GROUP)).isEmpty();
        assertThat(append(CAROL, create(DAVE.account()))).isInstanceOf(Decision.AllAccepted.class);
    }

    @Test
    void aDeletedAccountGoesFromItsGroups() {
        append(ALICE, create(BOB.account(), CAROL.account()));

        assertThat(inbox.leaveGroups(ALICE.account()).join()).isEqualTo(1);

        assertThat(group().role(ALICE.account())).isEmpty();
        assertThat(group().role(BOB.account())).contains(GroupRole.OWNER);
        GroupEvent event = only(CAROL, GroupEvent.class);
        assertThat(event.actor()).isEqualTo(ALICE.account());
        assertThat(event.device()).isEmpty();
        assertThat(event.changeId()).isEmpty();
        assertThat(inbox.leaveGroups(ALICE.account()).join()).isZero();
    }

    // --- questions

    @Test
    void answersWithTheStateAtThatPlaceOfTheInbox() {
        append(ALICE, create(BOB.account()));
        acknowledgeAll(BOB);
        append(ALICE, change(new GroupChange.SetName("Wasps")));
        append(BOB, new GroupQuery(List.of(GROUP)));
        append(ALICE, change(new GroupChange.SetName("Hornets")));

        assertThat(items(BOB).stream().map(InboxItem::content).map(GroupContract::version))
                .containsExactly(2L, 2L, 3L);
        assertThat(only(BOB, GroupState.class).name()).isEqualTo("Wasps");
        assertThat(only(BOB, GroupState.class).cause()).isEmpty();
        assertThat(contents(BOB_TABLET, GroupState.class))
                .as("only the device that asks")
                .hasSize(1);
    }

    @Test
    void tellsWhoIsNotInItThatThereIsNone() {
        append(ALICE, create(BOB.account()));

        append(CAROL, new GroupQuery(List.of(GROUP, CHAT)));

        assertThat(contents(CAROL, GroupState.class)).containsExactly(GroupState.none(GROUP), GroupState.none(CHAT));
    }

    @Test
    void listsTheGroupsOfTheAccountAlsoThoseOfTheSameFrame() {
        append(ALICE, create(BOB.account()));
        ConversationId other = new ConversationId(9, 9);
        GroupChange second =
                new GroupChange(id(), other, 0, new GroupChange.Create("More", "", GroupSettings.DEFAULT, List.of()));

        append(ALICE, second, new GroupQuery(List.of()));
        append(ALICE, change(new GroupChange.Disband()), new GroupQuery(List.of()));

        assertThat(contents(ALICE, GroupList.class).get(0).groups())
                .containsExactlyInAnyOrder(new GroupList.Entry(GROUP, 1), new GroupList.Entry(other, 1));
        assertThat(contents(ALICE, GroupList.class).get(1).groups()).containsExactly(new GroupList.Entry(other, 1));
    }

    @Test
    void onlyWhoMayInviteSeesTheLink() {
        append(ALICE, create(BOB.account()));
        append(
                ALICE,
                change(new GroupChange.SetSettings(new GroupSettings(
                        GroupSettings.Who.EVERY_MEMBER,
                        GroupSettings.Who.EVERY_MEMBER,
                        GroupSettings.Who.ADMINS,
                        false,
                        Duration.ZERO))),
                change(new GroupChange.SetLink(Optional.of(new GroupSecret(1, 2)))));
        append(ALICE, new GroupQuery(List.of(GROUP)));
        append(BOB, new GroupQuery(List.of(GROUP)));

        assertThat(contents(ALICE, GroupState.class).get(1).link()).contains(new GroupSecret(1, 2));
        assertThat(contents(BOB, GroupState.class).get(1).link()).isEmpty();
    }

    // --- what goes by itself

    @Test
    void whoMissesAChangeBecauseItsTimeEndedIsTold() {
        append(ALICE, create(BOB.account()));
        acknowledgeAll(BOB);
        append(ALICE, change(new GroupChange.SetName("Wasps")));
        clock.advance(config().maxExpiry().plusSeconds(1));

        inbox.expire().join();

        assertThat(contents(BOB, Missed.class)).hasSize(1);
        assertThat(contents(BOB, GroupEvent.class)).isEmpty();
    }

    @Test
    void whatGroupsSayCountsTowardsTheQuotaAndAFullInboxIsTold() {
        append(ALICE, create(BOB.account()));
        for (int i = 0; i < 2 * config().maxMessages(); i++) {
            append(ALICE, change(new GroupChange.SetName("Bees " + i)));
            acknowledgeAll(ALICE);
        }

        assertThat(items(BOB)).hasSize(config().maxMessages() + 1);
        assertThat(contents(BOB, Missed.class)).hasSize(1);
        acknowledgeAll(BOB);
        append(ALICE, change(new GroupChange.SetName("Wasps")));
        assertThat(only(BOB, GroupEvent.class).version()).isEqualTo(group().version());
    }

    // --- vocabulary

    private Group group() {
        return inbox.group(GROUP).orElseThrow();
    }

    private GroupChange create(AccountId... members) {
        return change(new GroupChange.Create("Bees", "", GroupSettings.DEFAULT, List.of(members)));
    }

    private GroupChange change(Change change) {
        return new GroupChange(id(), GROUP, 0, change);
    }

    private GroupSend post(String text) {
        return new GroupSend(id(), GROUP, 0, ByteString.copyFromUtf8(text), Duration.ZERO);
    }

    private void add(Admissions admissions, AccountId... accounts) {
        Submission submission = new Submission(
                ALICE,
                List.of(change(new GroupChange.Add(List.of(accounts)))),
                Submission.Refusals.BY_ROW,
                Set.of(),
                Set.of(),
                admissions);
        assertThat(inbox.append(submission).join()).isInstanceOf(Decision.AllAccepted.class);
    }

    /** What the sender is told about the one item. */
    private Result refusal(Address sender, OutboxItem item) {
        int before = outcomes(sender).size();
        assertThat(append(sender, item)).isEqualTo(new Decision.SeeOutcomes());
        List<SendOutcome> all = outcomes(sender);
        assertThat(all).hasSize(before + 1);
        return all.get(before).result();
    }

    private static GroupSettings onlyAdmins() {
        return new GroupSettings(
                GroupSettings.Who.ADMINS, GroupSettings.Who.ADMINS, GroupSettings.Who.ADMINS, false, Duration.ZERO);
    }

    private static GroupSettings onlyAdminsWrite() {
        return new GroupSettings(
                GroupSettings.Who.ADMINS,
                GroupSettings.Who.EVERY_MEMBER,
                GroupSettings.Who.EVERY_MEMBER,
                false,
                Duration.ZERO);
    }

    private <T> T only(Address device, Class<T> type) {
        List<T> found = contents(device, type);
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
