package org.netsmith.engine.loss;

import java.util.function.LongToDoubleFunction;
import org.netsmith.engine.loss.Loss.Circle;
import org.netsmith.engine.loss.Loss.SparseCategoricalCrossentropy;

/** Which rows of a batch a loss counts at all, told by their targets. */
interface RowMask {

    RowMask ALL = _ -> true;

    boolean counts(long row);

    /** @param target the target of each of the rows */
    static RowMask of(Loss loss, LongToDoubleFunction target, long rows) {
        return switch (loss) {
            case SparseCategoricalCrossentropy sparse
            when sparse.ignoreClass() != null -> {
                int ignored = sparse.ignoreClass();
                yield row -> target.applyAsDouble(row) != ignored;
            }
            case Circle circle -> row -> hasBoth(circle, target, rows, row);
            case Loss _ -> ALL;
        };
    }

    /** A row counts where it has a partner and a stranger. */
    private static boolean hasBoth(Circle circle, LongToDoubleFunction target, long rows, long row) {
        boolean partner = false;
        boolean stranger = false;
        for (long other = 0; other < rows; other++) {
            boolean alike = target.applyAsDouble(other) == target.applyAsDouble(row);
            partner |= alike && !(other == row && circle.removeDiagonal());
            stranger |= !alike;
        }
        return partner && stranger;
    }
}
