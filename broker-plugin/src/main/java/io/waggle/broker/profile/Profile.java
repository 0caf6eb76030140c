package io.waggle.broker.profile;

import io.waggle.broker.account.PersonName;
import java.util.Optional;

/**
 * What a person shows of themselves.
 *
 * @param avatar the tag of the picture, which changes with it
 */
public record Profile(Optional<PersonName> name, Optional<About> about, Optional<String> avatar) {}
