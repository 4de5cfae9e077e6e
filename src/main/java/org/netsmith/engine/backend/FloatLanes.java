package org.netsmith.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reductions of the lanes of a vector in a fixed order; the order of the JDK's own {@code reduceLanes} is not
 * specified.
 */
final class FloatLanes {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 8 % LANES);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 4 % LANES);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 2 % LANES);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 1 % LANES);

    private FloatLanes() {}

    /** The sum of all lanes: halves are added until one lane is left. */
    static float sum(FloatVector v) {
        FloatVector sum = v;
        if (LANES > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (LANES > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        if (LANES > 2) {
            sum = sum.add(sum.rearrange(BY_2));
        }
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    /** The greatest lane, NaN if any lane is. */
    static float max(FloatVector v) {
        FloatVector max = v;
        if (LANES > 8) {
            max = max.max(max.rearrange(BY_8));
        }
        if (LANES > 4) {
            max = max.max(max.rearrange(BY_4));
        }
        if (LANES > 2) {
            max = max.max(max.rearrange(BY_2));
        }
        return max.max(max.rearrange(BY_1)).lane(0);
    }
}
