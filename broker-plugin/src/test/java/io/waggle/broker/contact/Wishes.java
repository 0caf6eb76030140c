package io.waggle.broker.contact;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What two people have set, and whether each knows the other. Which settings there are to combine depends on what they are about: nobody
 * can take messages from nobody, for instance, and who is added to a group is asked for one setting alone.
 */
record Wishes(Side recipient, Side sender) {

    /**
     * What one of the two has set, and whether the other is among the contacts.
     *
     * @param what is not as it is for everybody
     */
    record Side(String what, PrivacySettings settings, boolean knows) {

        /** What holds for who has set nothing and knows nobody. */
        static final Side UNTOUCHED = new Side("nothing set", PrivacySettings.DEFAULT, false);

        boolean isStranger() {
            return !knows;
        }

        @Override
        public String toString() {
            return what + (knows ? ", knows the other" : ", does not know the other");
        }
    }

    private static final List<Boolean> STRANGER = List.of(false);
    private static final List<Boolean> STRANGER_OR_CONTACT = List.of(false, true);

    /** {@code strangers} of the recipient, by whether the sender is one. */
    static final List<Wishes> OF_STRANGERS =
            ofRecipient(sides(Strangers.values(), Wishes::strangers, STRANGER_OR_CONTACT));

    /** {@code add_to_groups} of the recipient, by contact. */
    static final List<Wishes> OF_ADDING =
            ofRecipient(sides(Audience.values(), Wishes::addToGroups, STRANGER_OR_CONTACT));

    /** {@code photo} of the recipient, by contact. */
    static final List<Wishes> OF_PHOTO = ofRecipient(sides(Audience.values(), Wishes::photo, STRANGER_OR_CONTACT));

    /** {@code last_seen} of each of the two, by contact. */
    static final List<Wishes> OF_LAST_SEEN = ofBoth(lastSeen(), lastSeen());

    /** {@code read_receipts} of each of the two, who are strangers, whatever the author does with those. */
    static final List<Wishes> OF_RECEIPTS = ofBoth(receiptsOfAuthors(), receipts());

    private static List<Side> lastSeen() {
        return sides(Audience.values(), Wishes::lastSeen, STRANGER_OR_CONTACT);
    }

    private static List<Side> receipts() {
        return sides(new Boolean[] {false, true}, Wishes::receipts, STRANGER);
    }

    private static List<Side> receiptsOfAuthors() {
        List<Side> all = new ArrayList<>();
        for (Side side : receipts()) {
            for (Strangers strangers : Strangers.values()) {
                String what = side.what() + " and " + strangers;
                all.add(new Side(what, strangers(side.settings(), strangers), side.knows()));
            }
        }
        return all;
    }

    private static <T> List<Side> sides(
            T[] values, BiFunction<PrivacySettings, T, PrivacySettings> set, List<Boolean> known) {
        List<Side> all = new ArrayList<>();
        for (T value : values) {
            for (boolean knows : known) {
                all.add(new Side(value.toString(), set.apply(PrivacySettings.DEFAULT, value), knows));
            }
        }
        return all;
    }

    private static List<Wishes> ofRecipient(List<Side> sides) {
        return ofBoth(sides, List.of(Side.UNTOUCHED));
    }

    private static List<Wishes> ofBoth(List<Side> recipients, List<Side> senders) {
        List<Wishes> all = new ArrayList<>();
        for (Side recipient : recipients) {
            for (Side sender : senders) {
                all.add(new Wishes(recipient, sender));
            }
        }
        return List.copyOf(all);
    }

    private static PrivacySettings strangers(PrivacySettings it, Strangers value) {
        return new PrivacySettings(
                it.lastSeen(), it.photo(), it.about(), it.addToGroups(), it.readReceipts(), value, it.discoverable());
    }

    private static PrivacySettings receipts(PrivacySettings it, boolean value) {
        return new PrivacySettings(
                it.lastSeen(), it.photo(), it.about(), it.addToGroups(), value, it.strangers(), it.discoverable());
    }

    private static PrivacySettings lastSeen(PrivacySettings it, Audience value) {
        return new PrivacySettings(
                value, it.photo(), it.about(), it.addToGroups(), it.readReceipts(), it.strangers(), it.discoverable());
    }

    private static PrivacySettings photo(PrivacySettings it, Audience value) {
        return new PrivacySettings(
                it.lastSeen(),
                value,
                it.about(),
                it.addToGroups(),
                it.readReceipts(),
                it.strangers(),
                it.discoverable());
    }

    private static PrivacySettings addToGroups(PrivacySettings it, Audience value) {
        return new PrivacySettings(
                it.lastSeen(), it.photo(), it.about(), value, it.readReceipts(), it.strangers(), it.discoverable());
    }
}
