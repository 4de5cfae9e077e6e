package org.netsmith.dataset;

/** What a network is to predict of its target column. */
public enum TargetKind {
    /** Classes for a category, a boolean, or an integer with at most 20 different values; else a value. */
    AUTO,
    /** One of the column's values. */
    CLASSES,
    /** A number. */
    VALUE
}
