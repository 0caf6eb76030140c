/**
 * What a device's PUBLISH means: decode, take apart, hand to the inbox and to the device's lane. Knows no broker; the front
 * door gives it bytes of an authenticated device and applies the verdict.
 */
@NullMarked
package io.waggle.broker.ingest;

import org.jspecify.annotations.NullMarked;
