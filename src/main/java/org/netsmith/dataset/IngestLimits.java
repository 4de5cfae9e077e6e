package org.netsmith.dataset;

/**
 * What an upload may cost.
 *
 * @param unpackedBytes bytes after decompression
 * @param columns columns of a table
 * @param fieldCharacters characters of one field
 * @param memoryBytes memory of the database that reads tables; more goes to disk
 */
public record IngestLimits(long unpackedBytes, int columns, int fieldCharacters, long memoryBytes) {}
