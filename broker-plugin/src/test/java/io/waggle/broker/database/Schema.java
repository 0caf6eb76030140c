package io.waggle.broker.database;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** What the tables of a database are, by its own word: for tests that walk through all of them. */
public final class Schema {

    private final Handle handle;

    public Schema(Handle handle) {
        this.handle = handle;
    }

    /** A column whose values are text. */
    public record Column(String table, String name) {}

    /** The tables that have such a column. */
    public Set<String> tablesWith(String column) {
        return new TreeSet<>(handle.createQuery("SELECT table_name FROM information_schema.columns"
                        + " WHERE LOWER(table_schema) = 'public' AND LOWER(column_name) = :column")
                .bind("column", column)
                .map((row, context) -> row.getString(1).toLowerCase(Locale.ROOT))
                .list());
    }

    /** Every column of text. */
    public List<Column> texts() {
        return handle.createQuery("SELECT table_name, column_name FROM information_schema.columns"
                        + " WHERE LOWER(table_schema) = 'public' AND LOWER(data_type) LIKE 'character%'"
                        + " AND LOWER(table_name) NOT LIKE 'flyway%' ORDER BY table_name, column_name")
                .map((row, context) -> new Column(
                        row.getString(1).toLowerCase(Locale.ROOT),
                        row.getString(2).toLowerCase(Locale.ROOT)))
                .list();
    }

    /** In how many rows of each table the text occurs in a column; tables in which it does not are left out. */
    public Map<String, Integer> occurrences(String text) {
        TreeMap<String, Integer> found = new TreeMap<>();
        for (Column column : texts()) {
            int rows = handle.createQuery("SELECT COUNT(*) FROM " + column.table() + " WHERE " + column.name()
                            + " LIKE '%' || :text || '%'")
                    .bind("text", text)
                    .mapTo(Integer.class)
                    .one();
            if (rows > 0) {
                found.merge(column.table(), rows, Integer::sum);
            }
        }
        return found;
    }
}
