package io.waggle.broker.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waggle.broker.account.DiscoveryHash;
import io.waggle.broker.account.ExportSection;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.contact.AddressBook;
import io.waggle.broker.contact.Contacts;
import io.waggle.broker.contact.Privacy;
import io.waggle.broker.contact.PrivacySettings;
import io.waggle.broker.database.Database;
import io.waggle.broker.federation.ExternalIdentities;
import io.waggle.broker.profile.About;
import io.waggle.broker.profile.Profile;
import io.waggle.broker.profile.Profiles;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the domains of a person among others contribute to the export of their account. */
public final class PeopleSections {

    /** Contacts that are read at once. */
    private static final int AT_ONCE = 500;

    private PeopleSections() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ProfileRow(
            @Nullable String name,
            @Nullable String about,
            @Nullable String avatar) {}

    private record PrivacyRow(
            String lastSeen,
            String photo,
            String about,
            String addToGroups,
            boolean readReceipts,
            String strangers,
            String discoverable) {

        static PrivacyRow of(PrivacySettings settings) {
            return new PrivacyRow(
                    lower(settings.lastSeen()),
                    lower(settings.photo()),
                    lower(settings.about()),
                    lower(settings.addToGroups()),
                    settings.readReceipts(),
                    lower(settings.strangers()),
                    lower(settings.discoverable()));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ContactRow(
            String accountId,
            @Nullable String name,
            boolean added,
            @Nullable String hash) {

        static ContactRow of(Contacts.Contact contact) {
            return new ContactRow(
                    contact.account().value(),
                    contact.name().map(PersonName::value).orElse(null),
                    contact.added(),
                    contact.hash().map(DiscoveryHash::text).orElse(null));
        }
    }

    private record AddressBookRow(int entries) {}

    private record LoginRow(Instant linkedAt) {}

    /** What the person shows, the picture in base64. */
    public static ExportSection of(Database database, Profiles profiles) {
        return ExportSection.of(
                "profile", database, (handle, account) -> List.of(row(handle, profiles, account)), "profile", "avatar");
    }

    private static ProfileRow row(Handle handle, Profiles profiles, AccountId account) {
        Profile profile = profiles.get(handle, account);
        return new ProfileRow(
                profile.name().map(PersonName::value).orElse(null),
                profile.about().map(About::value).orElse(null),
                profiles.avatar(handle, account, account)
                        .map(avatar -> Base64.getEncoder().encodeToString(avatar.jpeg()))
                        .orElse(null));
    }

    /** Who may what with the person. */
    public static ExportSection of(Database database, Privacy privacy) {
        return ExportSection.of(
                "privacy",
                database,
                (handle, account) -> List.of(PrivacyRow.of(privacy.get(handle, account))),
                "privacy");
    }

    /** Whom the person knows, and what they call them. Of the address book there is no more than what came of it. */
    public static List<ExportSection> of(Database database, Contacts contacts, AddressBook addressBook) {
        return List.of(
                ExportSection.of("contacts", database, (handle, account) -> all(handle, contacts, account), "contact"),
                ExportSection.of(
                        "address_book",
                        database,
                        (handle, account) -> List.of(new AddressBookRow(addressBook.size(handle, account))),
                        "address_book"));
    }

    private static List<ContactRow> all(Handle handle, Contacts contacts, AccountId account) {
        List<ContactRow> all = new ArrayList<>();
        Optional<AccountId> after = Optional.empty();
        List<Contacts.Contact> page;
        do {
            page = contacts.page(handle, account, after, AT_ONCE);
            page.forEach(contact -> all.add(ContactRow.of(contact)));
            after = page.isEmpty()
                    ? after
                    : Optional.of(page.get(page.size() - 1).account());
        } while (page.size() == AT_ONCE);
        return all;
    }

    /** That the person signs in by an OpenID Connect provider. */
    public static ExportSection of(Database database, ExternalIdentities identities) {
        return ExportSection.of(
                "external_logins",
                database,
                (handle, account) -> identities.linkedAt(handle, account).stream()
                        .map(LoginRow::new)
                        .toList(),
                "external_identity");
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
