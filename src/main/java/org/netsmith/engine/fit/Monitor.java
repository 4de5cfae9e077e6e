package org.netsmith.engine.fit;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Callback.Monitoring;
import org.netsmith.engine.fit.Fit.Compile;

/** The best value seen of one key of the history. */
final class Monitor {

    private final boolean higherIsBetter;
    private final double minDelta;
    private @Nullable Double best;

    Monitor(Monitoring rule, double minDelta, Compile compile) {
        this.higherIsBetter = compile.higherIsBetter(rule);
        this.minDelta = minDelta;
    }

    @Nullable
    Double best() {
        return best;
    }

    /** Takes a value as the best whatever it is. */
    void take(double value) {
        best = value;
    }

    /** Whether a value is better than the best so far by more than the least difference. */
    boolean improves(double value) {
        return best == null || isBetter(value, best);
    }

    boolean isBetter(double value, double reference) {
        return higherIsBetter ? value - minDelta > reference : value + minDelta < reference;
    }
}
