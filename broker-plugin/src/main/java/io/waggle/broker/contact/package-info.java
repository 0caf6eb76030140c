/** What people want of each other: whom they have blocked, and what the message path makes of that. */
@NullMarked
package io.waggle.broker.contact;

import org.jspecify.annotations.NullMarked;
