package org.netsmith.engine.fit;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Callback.EarlyStopping;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Snapshot;

/**
 * An EarlyStopping at work: what it has seen, and the weights it may have to bring back. Follows Keras 3 to the
 * letter.
 */
final class Patience {

    private final EarlyStopping rule;
    private final boolean higherIsBetter;
    private final @Nullable Snapshot bestWeights;
    private @Nullable Double best;
    private @Nullable Integer bestEpoch;
    private int wait;

    Patience(EarlyStopping rule, boolean higherIsBetter, Network network) {
        this.rule = rule;
        this.higherIsBetter = higherIsBetter;
        this.bestWeights = rule.restoreBestWeights() ? new Snapshot(network) : null;
    }

    /**
     * Whether training is to end after this epoch. A monitored value that is not reported changes nothing, as in
     * Keras.
     */
    boolean isExhausted(int epoch, Map<String, Double> metrics) {
        Double value = metrics.get(rule.monitor());
        if (value == null || epoch < rule.startFromEpoch()) {
            return false;
        }
        if (bestEpoch == null) {
            remember(epoch);
        }
        wait++;
        if (improves(value, best)) {
            best = value;
            remember(epoch);
            if (rule.baseline() == null || improves(value, rule.baseline())) {
                wait = 0;
            }
            return false;
        }
        return wait >= rule.patience() && epoch > 0;
    }

    /** The epoch whose weights are in the network after this, null where none were brought back. */
    @Nullable
    Integer restore() {
        if (bestWeights == null || bestEpoch == null) {
            return null;
        }
        bestWeights.restore();
        return bestEpoch;
    }

    private void remember(int epoch) {
        bestEpoch = epoch;
        if (bestWeights != null) {
            bestWeights.take();
        }
    }

    private boolean improves(double value, @Nullable Double reference) {
        if (reference == null) {
            return true;
        }
        return higherIsBetter ? value - rule.minDelta() > reference : value + rule.minDelta() < reference;
    }
}
