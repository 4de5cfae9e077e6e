package org.netsmith.engine.backend;

/** How an operand of a {@link Kernel} spreads over {@code [rows, columns]} elements. */
public enum Broadcast {
    /** One value for each element: {@code [rows, columns]}. */
    FULL,
    /** One value for each column, the same in every row: {@code [columns]}. */
    ROW,
    /** One value for each row, the same in every column: {@code [rows, 1]}. */
    COLUMN,
    /** One value for all elements: {@code []}. */
    SCALAR
}
