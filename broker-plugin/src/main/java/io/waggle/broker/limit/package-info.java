/**
 * How often something may be done. Which limits there are, and their defaults, says
 * {@link io.waggle.broker.config.RateLimit}; here are the buckets.
 */
@NullMarked
package io.waggle.broker.limit;

import org.jspecify.annotations.NullMarked;
