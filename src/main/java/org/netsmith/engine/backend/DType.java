package org.netsmith.engine.backend;

import java.util.List;

/** The element type of a tensor: numbers as Keras' dtype policies name them, or text. */
public enum DType {
    FLOAT32("float32", 4),
    FLOAT64("float64", 8),

    /** Texts that the host keeps. No operation computes with them; they are only looked at and copied. */
    STRING("string", 0);

    private static final List<DType> NUMERIC = List.of(FLOAT32, FLOAT64);

    private final String id;
    private final int bytes;

    DType(String id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /** The types that can be computed with, and that a network can have. */
    public static List<DType> numeric() {
        return NUMERIC;
    }

    /** The Keras name, {@code float32}, {@code float64} or {@code string}. */
    public String id() {
        return id;
    }

    /** The size of one element in bytes; 0 for texts, which are no part of a tensor's memory. */
    public int bytes() {
        return bytes;
    }

    /** Up to which number all whole numbers are exact: 2²⁴ or 2⁵³. */
    public long wholeNumbers() {
        return switch (this) {
            case FLOAT32 -> 1L << 24;
            case FLOAT64 -> 1L << 53;
            case STRING -> throw noNumbers();
        };
    }

    /** What to throw where numbers are needed and texts were given. */
    IllegalArgumentException noNumbers() {
        return new IllegalArgumentException("expected numbers, float32 or float64, received " + id);
    }
}
