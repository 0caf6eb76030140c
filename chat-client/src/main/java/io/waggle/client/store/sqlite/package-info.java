/** The store's database on the JVM. The only package that knows JDBC. */
@NullMarked
package io.waggle.client.store.sqlite;

import org.jspecify.annotations.NullMarked;
