package org.netsmith.dataset;

/** Rows to learn from and rows to be measured by, each in file order; no row is in both. */
public record Split(int[] training, int[] validation) {}
