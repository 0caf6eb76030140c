/**
 * What an operator may set: one immutable tree, read once at the start, every fault reported together. Nothing here is read
 * again later, and nothing has a silent fallback: an unknown key or a value out of bounds stops the start.
 */
@NullMarked
package io.waggle.broker.config;

import org.jspecify.annotations.NullMarked;
