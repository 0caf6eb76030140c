package io.waggle.broker.profile;

import io.waggle.broker.account.PersonName;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody sees of a person. That something is hidden is not told apart from that there is none.
 *
 * @param name for everybody who has the account id
 * @param avatar the tag of the picture
 * @param lastSeenAt when a device of the person last signed in, got a token or connected; not exact
 */
public record VisibleProfile(
        AccountId account,
        Optional<PersonName> name,
        Optional<About> about,
        Optional<String> avatar,
        Optional<Instant> lastSeenAt) {}
