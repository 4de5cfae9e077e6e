package org.netsmith.engine.backend;

/** The element type of a tensor, as Keras' dtype policies name it. */
public enum DType {
    FLOAT32("float32", 4),
    FLOAT64("float64", 8);

    private final String id;
    private final int bytes;

    DType(String id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /** The Keras name, {@code float32} or {@code float64}. */
    public String id() {
        return id;
    }

    /** The size of one element in bytes. */
    public int bytes() {
        return bytes;
    }
}
