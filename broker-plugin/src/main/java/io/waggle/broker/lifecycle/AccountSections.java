package io.waggle.broker.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waggle.broker.account.Account;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.ExportSection;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.database.Database;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.verification.Verifications;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the domains that make up an account contribute to its export. */
public final class AccountSections {

    /** Far more than a person's devices sign in within the time that a session which has ended is kept. */
    private static final int MAX_SESSIONS = 10_000;

    private AccountSections() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record AccountRow(
            String id, Instant createdAt, @Nullable Instant suspendedAt) {

        static AccountRow of(Account account) {
            return new AccountRow(account.id().value(), account.createdAt(), account.suspendedAt());
        }
    }

    private record IdentifierRow(String kind, String value, Instant verifiedAt) {}

    private record DeviceRow(String id, String name, Instant linkedAt, Instant lastSeenAt) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record SessionRow(
            String deviceId,
            Instant startedAt,
            Instant expiresAt,
            @Nullable Instant endedAt,
            @Nullable String endReason) {}

    private record LinkRow(String deviceName, Instant requestedAt, Instant expiresAt) {}

    private record BlockRow(String accountId, Instant blockedAt) {}

    private record VerificationRow(String kind, Instant begunAt, Instant expiresAt, boolean used) {}

    /** The account itself and what it is found by. */
    public static List<ExportSection> of(Database database, Accounts accounts) {
        return List.of(
                ExportSection.of(
                        "account",
                        database,
                        (handle, account) -> accounts.get(handle, account).map(AccountRow::of).stream()
                                .toList(),
                        "account"),
                ExportSection.of(
                        "identifiers",
                        database,
                        (handle, account) -> accounts.verified(handle, account).stream()
                                .map(it -> new IdentifierRow(
                                        lower(it.identifier().kind()),
                                        it.identifier().value(),
                                        it.at()))
                                .toList(),
                        "identifier"));
    }

    /** Its devices, who is signed in, and who waits to be. */
    public static List<ExportSection> of(Database database, Devices devices, Sessions sessions, DeviceLinks links) {
        return List.of(
                ExportSection.of(
                        "devices",
                        database,
                        (handle, account) -> devices.list(handle, account).stream()
                                .map(it -> new DeviceRow(
                                        it.id().value(), it.name().value(), it.linkedAt(), it.lastSeenAt()))
                                .toList(),
                        "device"),
                ExportSection.of(
                        "sessions",
                        database,
                        (handle, account) -> sessions.list(handle, account, MAX_SESSIONS).stream()
                                .map(it -> new SessionRow(
                                        it.device().value(),
                                        it.startedAt(),
                                        it.expiresAt(),
                                        it.endedAt(),
                                        it.endReason() == null ? null : lower(it.endReason())))
                                .toList(),
                        "login_session"),
                ExportSection.of(
                        "device_links",
                        database,
                        (handle, account) -> links.approved(handle, account).stream()
                                .map(it -> new LinkRow(it.name().value(), it.requestedAt(), it.expiresAt()))
                                .toList(),
                        "device_link"));
    }

    /** Whom it has blocked; not who has blocked it, which is theirs to tell. */
    public static ExportSection of(Database database, Blocks blocks) {
        return ExportSection.of(
                "blocks",
                database,
                (handle, account) -> blocks.list(handle, account).stream()
                        .map(it -> new BlockRow(it.account().value(), it.since()))
                        .toList(),
                "account_block");
    }

    /** The codes that were sent to its identifiers. */
    public static ExportSection of(Database database, Accounts accounts, Verifications verifications) {
        return ExportSection.of(
                "verifications",
                database,
                (handle, account) -> verifications.list(handle, accounts.lookupKeys(handle, account)).stream()
                        .map(it -> new VerificationRow(lower(it.kind()), it.begunAt(), it.expiresAt(), it.used()))
                        .toList(),
                "verification");
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
