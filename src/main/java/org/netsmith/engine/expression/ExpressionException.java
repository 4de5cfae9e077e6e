package org.netsmith.engine.expression;

/** A formula that cannot be read. The message says what was expected and received; {@link #position()} says where. */
public final class ExpressionException extends IllegalArgumentException {

    private final int position;

    ExpressionException(int position, String message) {
        super("at character %d: %s".formatted(position + 1, message));
        this.position = position;
    }

    /** The index of the offending character in the text, counted from 0. */
    public int position() {
        return position;
    }
}
