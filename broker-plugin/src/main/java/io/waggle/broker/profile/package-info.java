/** What people show of themselves, and to whom: name, about, avatar, and when they were last there. */
@NullMarked
package io.waggle.broker.profile;

import org.jspecify.annotations.NullMarked;
