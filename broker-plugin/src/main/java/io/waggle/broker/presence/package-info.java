/**
 * Who is there, and who may want to know. In memory only: nothing of it is ever stored, and a start begins with nobody online. What
 * devices say comes from the front door; what people are told goes out by their lanes.
 */
@NullMarked
package io.waggle.broker.presence;

import org.jspecify.annotations.NullMarked;
