package org.netsmith.dataset;

/**
 * A column that a network is to predict.
 *
 * @param pointer where a request names it, as in {@code /target} or {@code /target/1}
 * @param name the column
 */
public record TargetSpec(String pointer, String name, TargetKind kind) {}
