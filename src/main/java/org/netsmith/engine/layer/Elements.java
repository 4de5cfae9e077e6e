package org.netsmith.engine.layer;

/** What the elements of a tensor are: numbers, which can be computed with, or texts. */
public enum Elements {
    NUMBERS,
    TEXTS
}
