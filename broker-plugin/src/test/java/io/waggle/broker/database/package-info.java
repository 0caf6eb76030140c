/** The relational database, tested on both engines. */
@NullMarked
package io.waggle.broker.database;

import org.jspecify.annotations.NullMarked;
