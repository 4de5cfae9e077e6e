package org.netsmith.engine.backend;

/**
 * An operation that reads the result of a product and may be done part by part, each as soon as that part of the result
 * is there and still in the cache of the core that computed it.
 */
sealed interface Follower extends Operation permits Elementwise, ColumnSums {

    /** Whether it reads this result in place, and nothing that it writes is read by the product. */
    boolean follows(Factors factors, Matrix result);

    /** Whether a part needs all rows of the result. */
    boolean needsAllRows();

    /** The part of it that belongs to some rows and columns of the result. */
    Operation on(Range rows, Range columns);
}
