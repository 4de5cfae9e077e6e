package org.netsmith.engine.layer;

/** A layer met an input of a shape that it cannot take. The message says what was expected and what was received. */
public final class ShapeException extends RuntimeException {

    public ShapeException(String message) {
        super(message);
    }
}
