package io.waggle.broker.group;

import static io.waggle.broker.group.GroupOfAllRoles.ADMIN;
import static io.waggle.broker.group.GroupOfAllRoles.INVITED;
import static io.waggle.broker.group.GroupOfAllRoles.LINK;
import static io.waggle.broker.group.GroupOfAllRoles.MEMBER;
import static io.waggle.broker.group.GroupOfAllRoles.NOBODY;
import static io.waggle.broker.group.GroupOfAllRoles.NOW;
import static io.waggle.broker.group.GroupOfAllRoles.OWNER;
import static io.waggle.broker.group.GroupOfAllRoles.REQUESTED;
import static io.waggle.broker.group.GroupOfAllRoles.change;
import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupChange.Change;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupSettings.Who;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may do what, as PROTOCOL.md has it. A row of a table holds for every combination of the settings that its second column
 * allows. Its cells say what becomes of the change when the owner, an admin, a member, somebody who is invited, somebody who has
 * asked to join, and somebody else makes it: {@code yes}, it is done; {@code same}, it is so already; {@code no}, GROUP_FORBIDS;
 * {@code none}, NO_SUCH_GROUP; {@code link}, LINK_INVALID; {@code exists}, GROUP_EXISTS.
 */
final class GroupRulesTest {

    private static final List<AccountId> ACTORS = List.of(OWNER, ADMIN, MEMBER, INVITED, REQUESTED, NOBODY);

    private final GroupRules rules = new GroupRules(1_024);

    @ParameterizedTest(name = "{0} ({1})")
    @CsvSource(delimiter = '|', textBlock = """
            # what is said of it           | settings                    | owner | admin | member | invited | requested | else
            name Wasps                     | edit=members                | yes   | yes   | yes    | none    | none      | none
            name Wasps                     | edit=admins                 | yes   | yes   | no     | none    | none      | none
            name Bees                      | edit=members                | same  | same  | same   | none    | none      | none
            name Bees                      | edit=admins                 | same  | same  | no     | none    | none      | none
            description of the country     | edit=members                | yes   | yes   | yes    | none    | none      | none
            description of the country     | edit=admins                 | yes   | yes   | no     | none    | none      | none
            description of the town        | edit=members                | same  | same  | same   | none    | none      | none
            description of the town        | edit=admins                 | same  | same  | no     | none    | none      | none
            picture other                  | edit=members                | yes   | yes   | yes    | none    | none      | none
            picture other                  | edit=admins                 | yes   | yes   | no     | none    | none      | none
            picture tag                    | edit=members                | same  | same  | same   | none    | none      | none
            picture tag                    | edit=admins                 | same  | same  | no     | none    | none      | none
            timer 5                        | edit=members                | yes   | yes   | yes    | none    | none      | none
            timer 5                        | edit=admins                 | yes   | yes   | no     | none    | none      | none
            timer 86400                    | edit=members                | same  | same  | same   | none    | none      | none
            timer 86400                    | edit=admins                 | same  | same  | no     | none    | none      | none
            toggle write                   | always                      | yes   | yes   | no     | none    | none      | none
            toggle edit                    | always                      | yes   | yes   | no     | none    | none      | none
            toggle invite                  | always                      | yes   | yes   | no     | none    | none      | none
            toggle approval                | always                      | yes   | yes   | no     | none    | none      | none
            toggle approval-and-timer      | always                      | yes   | yes   | no     | none    | none      | none
            link another                   | always                      | yes   | yes   | no     | none    | none      | none
            link off                       | always                      | yes   | yes   | no     | none    | none      | none
            link present                   | always                      | same  | same  | no     | none    | none      | none
            disband -                      | always                      | yes   | no    | no     | none    | none      | none
            create -                       | always                      | exists| exists| exists | exists  | exists    | exists
            """)
    void whoMayChangeWhatItSaysOfItself(
            String change, String settings, String o, String a, String m, String i, String r, String n) {
        assertRow(change, settings, List.of(o, a, m, i, r, n));
    }

    @ParameterizedTest(name = "{0} ({1})")
    @CsvSource(delimiter = '|', textBlock = """
            # who comes                    | settings                    | owner | admin | member | invited | requested | else
            # sam is new, rolf has asked, inge is invited and lets everybody add her, max is a member
            add sam                        | approval                    | yes   | yes   | no     | none    | none      | none
            add sam                        | no-approval invite=members  | yes   | yes   | yes    | none    | none      | none
            add sam                        | no-approval invite=admins   | yes   | yes   | no     | none    | none      | none
            add rolf                       | approval                    | yes   | yes   | no     | none    | none      | none
            add rolf                       | no-approval invite=members  | yes   | yes   | yes    | none    | none      | none
            add rolf                       | no-approval invite=admins   | yes   | yes   | no     | none    | none      | none
            add inge                       | approval                    | yes   | yes   | no     | none    | none      | none
            add inge                       | no-approval invite=members  | yes   | yes   | yes    | none    | none      | none
            add inge                       | no-approval invite=admins   | yes   | yes   | no     | none    | none      | none
            add max                        | approval                    | same  | same  | no     | none    | none      | none
            add max                        | no-approval invite=members  | same  | same  | same   | none    | none      | none
            add max                        | no-approval invite=admins   | same  | same  | no     | none    | none      | none
            accept -                       | always                      | same  | same  | same   | yes     | none      | none
            join present                   | approval                    | same  | same  | same   | yes     | same      | yes
            join present                   | no-approval                 | same  | same  | same   | yes     | yes       | yes
            join another                   | always                      | link  | link  | link   | link    | link      | link
            """)
    void whoMayComeInAndBringOthers(
            String change, String settings, String o, String a, String m, String i, String r, String n) {
        assertRow(change, settings, List.of(o, a, m, i, r, n));
    }

    @ParameterizedTest(name = "{0} ({1})")
    @CsvSource(delimiter = '|', textBlock = """
            # who goes                     | settings                    | owner | admin | member | invited | requested | else
            # ada is an admin, max a member, ina is invited by adam (the admin), inge by mia (the member), rolf has asked
            remove olga                    | always                      | no    | no    | no     | none    | none      | none
            remove ada                     | always                      | yes   | no    | no     | none    | none      | none
            remove max                     | always                      | yes   | yes   | no     | none    | none      | none
            remove ina                     | always                      | yes   | yes   | no     | none    | none      | none
            remove inge                    | always                      | yes   | yes   | yes    | none    | none      | none
            remove rolf                    | always                      | yes   | yes   | no     | none    | none      | none
            remove sam                     | always                      | same  | same  | no     | none    | none      | none
            remove self                    | always                      | no    | no    | no     | none    | none      | none
            leave -                        | always                      | yes   | yes   | yes    | yes     | yes       | none
            # who is what
            member max                     | always                      | same  | same  | no     | none    | none      | none
            admin max                      | always                      | yes   | yes   | no     | none    | none      | none
            owner max                      | always                      | yes   | no    | no     | none    | none      | none
            member ada                     | always                      | yes   | no    | no     | none    | none      | none
            admin ada                      | always                      | same  | same  | no     | none    | none      | none
            owner ada                      | always                      | yes   | no    | no     | none    | none      | none
            member olga                    | always                      | no    | no    | no     | none    | none      | none
            admin olga                     | always                      | no    | no    | no     | none    | none      | none
            owner olga                     | always                      | same  | no    | no     | none    | none      | none
            member self                    | always                      | no    | yes   | no     | none    | none      | none
            admin self                     | always                      | no    | same  | no     | none    | none      | none
            owner self                     | always                      | same  | no    | no     | none    | none      | none
            admin inge                     | always                      | no    | no    | no     | none    | none      | none
            admin rolf                     | always                      | no    | no    | no     | none    | none      | none
            admin sam                      | always                      | no    | no    | no     | none    | none      | none
            """)
    void whoMayRemoveAndPromote(
            String change, String settings, String o, String a, String m, String i, String r, String n) {
        assertRow(change, settings, List.of(o, a, m, i, r, n));
    }

    @ParameterizedTest
    @CsvSource({
        "EVERY_MEMBER, OWNER, true",
        "EVERY_MEMBER, ADMIN, true",
        "EVERY_MEMBER, MEMBER, true",
        "EVERY_MEMBER, INVITED, false",
        "EVERY_MEMBER, REQUESTED, false",
        "ADMINS, OWNER, true",
        "ADMINS, ADMIN, true",
        "ADMINS, MEMBER, false",
        "ADMINS, INVITED, false",
        "ADMINS, REQUESTED, false"
    })
    void whoIsMeantByASetting(Who who, GroupRole role, boolean included) {
        assertThat(who.includes(role)).isEqualTo(included);
    }

    @Test
    void whereThereIsNoGroupNothingCanBeDoneToIt() {
        for (String change : List.of(
                "name Wasps",
                "description x",
                "picture x",
                "timer 5",
                "toggle write",
                "link off",
                "disband -",
                "add sam",
                "accept -",
                "remove max",
                "leave -",
                "admin max")) {
            Change what = read(change, OWNER, GroupSettings.DEFAULT);
            assertThat(decide(Optional.empty(), OWNER, what))
                    .as(change)
                    .isEqualTo(new Ruling.Refused(Result.NO_SUCH_GROUP));
        }
        assertThat(decide(Optional.empty(), OWNER, new GroupChange.Join(LINK)))
                .isEqualTo(new Ruling.Refused(Result.LINK_INVALID));
    }

    // --- reading the tables

    private void assertRow(String change, String where, List<String> cells) {
        List<GroupSettings> all = settings(where);
        assertThat(all).as(where).isNotEmpty();
        for (GroupSettings settings : all) {
            for (int i = 0; i < ACTORS.size(); i++) {
                AccountId actor = ACTORS.get(i);
                Group group = GroupOfAllRoles.with(settings);
                Ruling ruling = decide(Optional.of(group), actor, read(change, actor, settings));
                assertThat(word(ruling))
                        .as("%s: %s, %s", actor, change, settings)
                        .isEqualTo(cells.get(i));
            }
        }
    }

    private Ruling decide(Optional<Group> group, AccountId actor, Change change) {
        return rules.decide(
                new GroupRules.Request(group, actor, change(change), Admissions.FREE, new Everybody(), NOW));
    }

    private static String word(Ruling ruling) {
        if (ruling instanceof Ruling.Refused refused) {
            return switch (refused.why()) {
                case GROUP_FORBIDS -> "no";
                case NO_SUCH_GROUP -> "none";
                case LINK_INVALID -> "link";
                case GROUP_EXISTS -> "exists";
                default -> refused.why().name();
            };
        }
        return ruling instanceof Ruling.AsItIs ? "same" : "yes";
    }

    private static List<GroupSettings> settings(String where) {
        List<GroupSettings> all = new ArrayList<>();
        for (int bits = 0; bits < 16; bits++) {
            GroupSettings one =
                    GroupOfAllRoles.settings((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
            if (Arrays.stream(where.split(" ", -1)).allMatch(condition -> holds(condition, one))) {
                all.add(one);
            }
        }
        return all;
    }

    private static boolean holds(String condition, GroupSettings settings) {
        return switch (condition) {
            case "always" -> true;
            case "approval" -> settings.approval();
            case "no-approval" -> !settings.approval();
            case "edit=members" -> settings.mayEdit() == Who.EVERY_MEMBER;
            case "edit=admins" -> settings.mayEdit() == Who.ADMINS;
            case "invite=members" -> settings.mayInvite() == Who.EVERY_MEMBER;
            case "invite=admins" -> settings.mayInvite() == Who.ADMINS;
            default -> throw new IllegalArgumentException(condition);
        };
    }

    private static Change read(String text, AccountId actor, GroupSettings present) {
        String verb = text.substring(0, text.indexOf(' '));
        String object = text.substring(verb.length() + 1);
        return switch (verb) {
            case "name" -> new GroupChange.SetName(object);
            case "description" -> new GroupChange.SetDescription(object);
            case "picture" -> new GroupChange.SetPicture(object);
            case "timer" ->
                new GroupChange.SetSettings(present.withTimer(Duration.ofSeconds(Integer.parseInt(object))));
            case "toggle" -> new GroupChange.SetSettings(toggled(present, object));
            case "link" ->
                new GroupChange.SetLink(object.equals("off") ? Optional.empty() : Optional.of(secret(object)));
            case "join" -> new GroupChange.Join(secret(object));
            case "add" -> new GroupChange.Add(List.of(new AccountId(object)));
            case "remove" -> new GroupChange.Remove(List.of(account(object, actor)));
            case "leave" -> new GroupChange.Leave();
            case "accept" -> new GroupChange.Accept();
            case "disband" -> new GroupChange.Disband();
            case "create" -> new GroupChange.Create("More", "", GroupSettings.DEFAULT, List.of());
            case "member" -> new GroupChange.SetRole(account(object, actor), GroupRole.MEMBER);
            case "admin" -> new GroupChange.SetRole(account(object, actor), GroupRole.ADMIN);
            case "owner" -> new GroupChange.SetRole(account(object, actor), GroupRole.OWNER);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static AccountId account(String name, AccountId actor) {
        return name.equals("self") ? actor : new AccountId(name);
    }

    private static GroupSecret secret(String which) {
        return which.equals("present") ? LINK : new GroupSecret(LINK.high(), LINK.low() + 1);
    }

    private static GroupSettings toggled(GroupSettings settings, String which) {
        return new GroupSettings(
                which.equals("write") ? other(settings.mayWrite()) : settings.mayWrite(),
                which.equals("edit") ? other(settings.mayEdit()) : settings.mayEdit(),
                which.equals("invite") ? other(settings.mayInvite()) : settings.mayInvite(),
                which.startsWith("approval") != settings.approval(),
                which.endsWith("timer") ? Duration.ofSeconds(5) : settings.timer());
    }

    private static Who other(Who who) {
        return who == Who.ADMINS ? Who.EVERY_MEMBER : Who.ADMINS;
    }
}
