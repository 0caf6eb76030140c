package io.waggle.broker.contact;

/**
 * Who may what with a person.
 *
 * @param lastSeen who sees when the person was last there
 * @param photo who sees the avatar
 * @param about who sees what the person says of themselves
 * @param addToGroups who may add the person to a group without asking
 * @param readReceipts whether others learn what the person has read; who does not tell is not told
 * @param strangers what happens to messages of those whom the person does not know
 * @param discoverable who finds the person by number or e-mail address
 */
public record PrivacySettings(
        Audience lastSeen,
        Audience photo,
        Audience about,
        Audience addToGroups,
        boolean readReceipts,
        Strangers strangers,
        Discoverable discoverable) {

    /**
     * What holds until the person says otherwise. Nothing that talking does not need is for those whom the person does not know;
     * talking itself works at once, strangers included, because whoever has an account id was given it: ids are 80 random bits,
     * and no number leads to one but by mutual discovery.
     */
    public static final PrivacySettings DEFAULT = new PrivacySettings(
            Audience.CONTACTS,
            Audience.CONTACTS,
            Audience.CONTACTS,
            Audience.CONTACTS,
            true,
            Strangers.ALLOW,
            Discoverable.MUTUAL);
}
