package io.waggle.client.api;

/**
 * Something as it was at a moment.
 *
 * @param version its entity tag: what changes only this version is asked with, and what is told to be the newest still
 */
public record Versioned<T>(T value, String version) {}
