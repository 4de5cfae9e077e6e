package org.netsmith.engine.optimizer;

/**
 * A tensor in the layout of the weights that an optimizer keeps from update to update.
 *
 * @param name as programs call it
 * @param start what it holds before the first update, as an expression of the weights {@code w}
 */
public record Slot(String name, String start) {

    /** A slot that starts at zero. */
    static Slot zero(String name) {
        return new Slot(name, "0");
    }
}
