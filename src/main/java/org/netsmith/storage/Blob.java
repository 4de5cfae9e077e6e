package org.netsmith.storage;

/** A stored file: its SHA-256 in lower-case hexadecimal, which is its name, and its size. */
public record Blob(String sha256, long bytes) {}
