package io.waggle.broker.account;

import io.waggle.broker.database.Database;
import io.waggle.protocol.AccountId;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * One part of what a person gets when they ask for everything that is known about them. Each domain contributes its own; a test
 * fails where a table that names accounts is in none.
 */
public interface ExportSection {

    /** The member of the export that it is, in snake case; never changes within a version of the format. */
    String name();

    /** The tables whose rows about an account it tells. */
    Set<String> tables();

    /**
     * The rows, each a record that is written as a JSON object: nothing of other people that the person did not write, no hash, no
     * secret. Closed by the caller.
     */
    Stream<?> rows(AccountId account);

    /** A section of rows that a limit of their domain keeps few: they are read at once, in one short transaction. */
    static ExportSection of(
            String name, Database database, BiFunction<Handle, AccountId, List<?>> rows, String... tables) {
        Set<String> told = Set.of(tables);
        return new ExportSection() {

            @Override
            public String name() {
                return name;
            }

            @Override
            public Set<String> tables() {
                return told;
            }

            @Override
            public Stream<?> rows(AccountId account) {
                List<?> all = database.read(handle -> rows.apply(handle, account));
                return all.stream();
            }
        };
    }
}
