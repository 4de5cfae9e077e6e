package org.netsmith.engine;

/**
 * One thing that is wrong or doubtful, said so that it can be mended.
 *
 * @param pointer RFC 6901 JSON pointer into what was given, {@code ""} for the whole
 * @param detail what happened, what was expected, what was received, what to do
 */
public record Finding(String pointer, String detail) {}
