/**
 * Every outcome as a type. Metrics, audit and tests listen here; nothing else in the broker counts or logs an outcome on its
 * own.
 */
@NullMarked
package io.waggle.broker.event;

import org.jspecify.annotations.NullMarked;
