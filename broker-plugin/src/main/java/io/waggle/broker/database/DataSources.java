package io.waggle.broker.database;

import io.waggle.broker.secret.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The two engines. Made as objects, not found by {@code DriverManager}, which knows nothing of an extension's class loader. */
final class DataSources {

    private DataSources() {}

    /** H2 in a file of the directory, which is made, for the owner alone. One process at a time can use it. */
    static DataSource h2(Path directory) {
        try {
            OwnerOnly.createDirectory(directory);
        } catch (IOException e) {
            throw new DatabaseUnavailable("cannot make the directory " + directory + ": " + e, e);
        }
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.toAbsolutePath().resolve("waggle")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE"
                + ";LOCK_TIMEOUT=10000");
        source.setUser("waggle");
        return source;
    }

    /** A PostgreSQL. A password that is not in the URL is looked for in the driver's password file. */
    static DataSource postgres(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setApplicationName("waggle");
        return source;
    }
}
