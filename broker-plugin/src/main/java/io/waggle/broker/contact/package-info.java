/**
 * What people are to each other and want of each other: contacts and how they are found, whom they have blocked, privacy
 * settings, and what the message path makes of all that.
 */
@NullMarked
package io.waggle.broker.contact;

import org.jspecify.annotations.NullMarked;
