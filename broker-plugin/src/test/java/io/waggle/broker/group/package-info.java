/** The rules of groups, and who is told what: tables that no code computed. */
@NullMarked
package io.waggle.broker.group;

import org.jspecify.annotations.NullMarked;
