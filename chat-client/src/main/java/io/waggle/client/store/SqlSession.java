package io.waggle.client.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one transaction. It belongs to the work it was handed to and is used by nobody else, nor later.
 *
 * <p>Arguments take the places of the {@code ?} in order and are {@link Long}, {@link String}, {@code byte[]} or null. The
 * statements come from a fixed set of texts, so an implementation may keep them prepared.
 */
public interface SqlSession {

    /** Runs a statement that returns no rows. Answers how many rows it inserted, changed or deleted. */
    int execute(String statement, @Nullable Object... arguments);

    /** Runs a query and shows its rows to the visitor, until there are no more or the visitor has enough. */
    void query(String statement, RowVisitor visitor, @Nullable Object... arguments);

    /** What the mapper makes of each row of a query. */
    default <T> List<T> list(String statement, Function<Row, T> mapper, @Nullable Object... arguments) {
        List<T> list = new ArrayList<>();
        query(statement, row -> list.add(mapper.apply(row)), arguments);
        return list;
    }

    /** The whole number in the first column of the first row of a query; 0 if there is none. */
    default long number(String statement, @Nullable Object... arguments) {
        List<Long> numbers = list(statement, row -> row.integer(0), arguments);
        return numbers.isEmpty() ? 0 : numbers.get(0);
    }

    /** Sees the rows of a query. */
    interface RowVisitor {

        /** Looks at a row, which is valid during the call. Answers whether to go on. */
        boolean visit(Row row);
    }

    /** One row of a result. Columns count from 0. */
    interface Row {

        /** The whole number in the column; 0 where it is NULL. */
        long integer(int column);

        /** The text in the column, which must not be NULL. */
        String text(int column);

        /** The bytes in the column, which must not be NULL. */
        byte[] bytes(int column);

        /** Whether the column is NULL. */
        boolean isNull(int column);
    }
}
