package org.netsmith.engine.backend;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reductions of the lanes of a vector in a fixed order; the order of the JDK's own {@code reduceLanes} is not
 * specified.
 */
final class DoubleLanes {

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final VectorShuffle<Double> BY_4 = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 4 % LANES);
    private static final VectorShuffle<Double> BY_2 = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 2 % LANES);
    private static final VectorShuffle<Double> BY_1 = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 1 % LANES);

    private DoubleLanes() {}

    /** The sum of all lanes: halves are added until one lane is left. */
    static double sum(DoubleVector v) {
        DoubleVector sum = v;
        if (LANES > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        if (LANES > 2) {
            sum = sum.add(sum.rearrange(BY_2));
        }
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    /** The greatest lane, NaN if any lane is. */
    static double max(DoubleVector v) {
        DoubleVector max = v;
        if (LANES > 4) {
            max = max.max(max.rearrange(BY_4));
        }
        if (LANES > 2) {
            max = max.max(max.rearrange(BY_2));
        }
        return max.max(max.rearrange(BY_1)).lane(0);
    }
}
