package io.waggle.client.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.store.ClientStoreContract;
import io.waggle.client.store.SqlDatabase;
import io.waggle.client.store.StoreException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shared statements on the SQLite of Android 8.0, which knows less than the one the JVM uses. */
class OldestSqliteTest extends ClientStoreContract {

    private static final ClassLoader OLDEST = loader();

    @TempDir
    Path elsewhere;

    @Override
    protected SqlDatabase open(Path file) {
        try {
            Driver driver = (Driver)
                    OLDEST.loadClass("org.sqlite.JDBC").getDeclaredConstructor().newInstance();
            return JdbcSqliteDatabase.over(driver.connect("jdbc:sqlite:" + file, new Properties()));
        } catch (ReflectiveOperationException | SQLException e) {
            throw new StoreException("cannot open", e);
        }
    }

    @Test
    void thisIsIndeedTheOldOne() {
        SqlDatabase database = open(elsewhere.resolve("version.db"));

        List<String> version =
                database.transaction(session -> session.list("SELECT sqlite_version()", row -> row.text(0)));
        assertThat(version).containsExactly("3.18.0");
        database.close();
    }

    private static ClassLoader loader() {
        try {
            URL jar = Path.of(System.getProperty("sqlite.oldest.jar", "target/sqlite-oldest.jar"))
                    .toUri()
                    .toURL();
            return new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
