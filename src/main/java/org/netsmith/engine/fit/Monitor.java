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
        this.higherIsBetter = higherIsBetter(rule, compile);
        this.minDelta = minDelta;
    }

    /** Losses are to fall; of a metric its kind tells, under whatever prefix it is reported. */
    private static boolean higherIsBetter(Monitoring rule, Compile compile) {
        String key = rule.monitor().startsWith("val_") ? rule.monitor().substring(4) : rule.monitor();
        return switch (rule.mode()) {
            case "min" -> false;
            case "max" -> true;
            default ->
                compile.metrics()
                        .anyMatch(metric -> metric.higherIsBetter()
                                && (key.equals(metric.name()) || key.endsWith("_" + metric.name())));
        };
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
