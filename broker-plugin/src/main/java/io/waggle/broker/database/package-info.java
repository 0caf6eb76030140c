/**
 * The relational database: H2 in a file beside the inboxes, or a PostgreSQL. Opens it, brings its tables up to date, and runs
 * transactions that are on disk when they return. What is in the tables is their domains' business.
 */
@NullMarked
package io.waggle.broker.database;

import org.jspecify.annotations.NullMarked;
