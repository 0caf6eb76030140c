package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.account.Discovery;
import io.waggle.broker.account.DiscoveryHash;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.contact.AddressBook;
import io.waggle.broker.contact.Contacts;
import io.waggle.broker.contact.Contacts.Contact;
import io.waggle.broker.database.Database;
import io.waggle.broker.http.PageRequest.Page;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.profile.VisibleProfile;
import io.waggle.protocol.AccountId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whom whoever calls knows, and how they find each other. */
final class ContactRoutes implements Routes {

    private final Exchange exchange;
    private final Callers callers;
    private final Database database;
    private final OwnAccount own;
    private final Contacts contacts;
    private final AddressBook addressBook;
    private final Profiles profiles;
    private final String salt;

    ContactRoutes(Exchange exchange, Callers callers, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        database = domains.database();
        own = new OwnAccount(database, domains.people().accounts());
        contacts = domains.people().contacts();
        addressBook = domains.people().addressBook();
        profiles = domains.people().profiles();
        Discovery discovery = domains.people().discovery();
        salt = Base64.getUrlEncoder().withoutPadding().encodeToString(discovery.salt());
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ContactList(
            List<ContactView> contacts, @Nullable String nextCursor) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ContactView(
            String accountId,
            @Nullable String name,
            boolean added,
            @Nullable String hash,
            ProfileRoutes.@Nullable PersonView profile) {}

    private record NewContact(@Nullable JsonNode name) {}

    private record BookView(String salt, int entries, int limit) {}

    private record BookChange(
            @Nullable List<@Nullable String> add, @Nullable List<@Nullable String> remove) {}

    private record Matches(List<MatchView> matches) {}

    private record MatchView(String hash, String accountId) {}

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/contacts", this::list);
        routes.put("/v1/contacts/{account}", this::put);
        routes.delete("/v1/contacts/{account}", this::remove);
        routes.get("/v1/address-book", this::showBook);
        routes.post("/v1/address-book", this::changeBook);
        routes.delete("/v1/address-book", this::clearBook);
    }

    private void list(Context context) {
        AccountId caller = callers.require(context).account();
        PageRequest request = PageRequest.of(context);
        Optional<AccountId> after = request.after(1, parts -> new AccountId(parts.get(0)));
        ContactList list = database.read(handle -> {
            Page<Contact> page = request.page(
                    contacts.page(handle, caller, after, request.lookFor()),
                    contact -> List.of(contact.account().value()));
            Map<AccountId, VisibleProfile> visible = profiles.visible(
                    handle,
                    caller,
                    page.members().stream().map(Contact::account).toList());
            return new ContactList(
                    page.members().stream()
                            .map(contact -> view(contact, visible.get(contact.account())))
                            .toList(),
                    page.nextCursor());
        });
        exchange.answerTagged(context, list);
    }

    private static ContactView view(Contact contact, @Nullable VisibleProfile profile) {
        return new ContactView(
                contact.account().value(),
                contact.name().map(PersonName::value).orElse(null),
                contact.added(),
                contact.hash().map(DiscoveryHash::text).orElse(null),
                profile == null ? null : ProfileRoutes.PersonView.of(profile));
    }

    private void put(Context context) {
        AccountId caller = callers.require(context).account();
        AccountId other = Exchange.account(context);
        Optional<PersonName> name = Patch.text(
                exchange.body(context, NewContact.class).name(),
                Optional.empty(),
                PersonName::parse,
                "name must be one line of 1 to " + PersonName.MAX_LENGTH + " characters, or null");
        Contacts.Outcome outcome = own.write(caller, handle -> contacts.put(handle, caller, other, name));
        switch (outcome) {
            case ADDED -> context.status(204);
            case ONESELF -> throw new ProblemException(Problem.badRequest("nobody is their own contact"));
            case NO_SUCH_ACCOUNT -> throw ProfileRoutes.noSuchAccount();
            case TOO_MANY ->
                throw new ProblemException(Problem.of(
                        409,
                        "too-many-contacts",
                        "Too many contacts are added",
                        "at most " + Contacts.LIMIT + ": remove one first"));
        }
    }

    private void remove(Context context) {
        AccountId caller = callers.require(context).account();
        AccountId other = Exchange.account(context);
        boolean removed = own.write(caller, handle -> contacts.remove(handle, caller, other));
        if (!removed) {
            throw new ProblemException(Problem.of(
                    404, "not-added", "The account is not among the added contacts", "see GET /v1/contacts"));
        }
        context.status(204);
    }

    private void showBook(Context context) {
        AccountId caller = callers.require(context).account();
        int entries = database.read(handle -> addressBook.size(handle, caller));
        exchange.answerTagged(context, new BookView(salt, entries, AddressBook.LIMIT));
    }

    private void changeBook(Context context) {
        AccountId caller = callers.require(context).account();
        BookChange change = exchange.body(context, BookChange.class);
        List<DiscoveryHash> toAdd = hashes(change.add());
        List<DiscoveryHash> toRemove = hashes(change.remove());
        if (toAdd.size() + toRemove.size() > AddressBook.AT_ONCE) {
            throw new ProblemException(
                    Problem.badRequest("add and remove together take at most " + AddressBook.AT_ONCE + " entries"));
        }
        AddressBook.Outcome outcome = own.write(caller, handle -> {
            addressBook.remove(handle, caller, toRemove);
            return accepted(addressBook.add(handle, caller, toAdd));
        });
        if (outcome instanceof AddressBook.Outcome.Added added) {
            exchange.answer(
                    context,
                    200,
                    new Matches(added.matches().stream()
                            .map(match -> new MatchView(
                                    match.hash().text(), match.account().value()))
                            .toList()));
        }
    }

    /** Throws where nothing was added, so that nothing is removed either. */
    private static AddressBook.Outcome accepted(AddressBook.Outcome outcome) {
        if (outcome instanceof AddressBook.Outcome.TooMany) {
            throw new ProblemException(Problem.of(
                    409,
                    "too-many-entries",
                    "The address book is full",
                    "at most " + AddressBook.LIMIT + " entries: remove some first"));
        }
        if (outcome instanceof AddressBook.Outcome.Limited limited) {
            throw new ProblemException(
                    Problem.tooManyRequests("too many new entries came of late", limited.retryAfter()));
        }
        return outcome;
    }

    private static List<DiscoveryHash> hashes(@Nullable List<@Nullable String> texts) {
        List<DiscoveryHash> hashes = new ArrayList<>();
        for (String text : texts == null ? List.<@Nullable String>of() : texts) {
            hashes.add(Optional.ofNullable(text)
                    .flatMap(DiscoveryHash::parse)
                    .orElseThrow(() -> new ProblemException(
                            Problem.badRequest("each entry must be 32 bytes in base64url, without padding"))));
        }
        return hashes;
    }

    private void clearBook(Context context) {
        AccountId caller = callers.require(context).account();
        boolean unused = own.write(caller, handle -> {
            addressBook.clear(handle, caller);
            return true;
        });
        context.status(204);
    }
}
