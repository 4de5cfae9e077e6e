package org.netsmith.engine.backend;

import java.util.List;

/**
 * An operation that reads the result of a product and may be done part by part, each as soon as that part of the result
 * is there and still in the cache of the core that computed it.
 */
sealed interface Follower extends Operation permits Elementwise, ColumnSums {

    /** Whether it reads this result in place, and nothing that it writes is read by the product. */
    boolean follows(Factors factors, Matrix result);

    /** Whether it reads and writes what an earlier follower wrote in the same place as that one did, or not at all. */
    boolean inPlaceOf(Matrix written);

    /** What it writes. */
    List<Matrix> results();

    /** Whether a part needs all rows of the result. */
    boolean needsAllRows();

    /** The part of it that belongs to some rows and columns of the result. */
    Operation on(Range rows, Range columns);
}
