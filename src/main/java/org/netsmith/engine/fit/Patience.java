package org.netsmith.engine.fit;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Callback.EarlyStopping;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Snapshot;

/**
 * An EarlyStopping at work: what it has seen, and the weights it may have to bring back. Follows Keras 3 to the
 * letter.
 */
final class Patience implements Watch {

    private final EarlyStopping rule;
    private final Monitor monitor;
    private final @Nullable Snapshot bestWeights;
    private @Nullable Integer bestEpoch;
    private int wait;

    Patience(EarlyStopping rule, Compile compile, Network network) {
        this.rule = rule;
        this.monitor = new Monitor(rule, rule.minDelta(), compile);
        this.bestWeights = rule.restoreBestWeights() ? new Snapshot(network) : null;
    }

    /** A monitored value that is not reported changes nothing, as in Keras. */
    @Override
    public boolean endEpoch(int epoch, Map<String, Double> logs) {
        Double value = logs.get(rule.monitor());
        if (value == null || epoch < rule.startFromEpoch()) {
            return false;
        }
        if (bestEpoch == null) {
            remember(epoch);
        }
        wait++;
        if (monitor.improves(value)) {
            monitor.take(value);
            remember(epoch);
            if (rule.baseline() == null || monitor.isBetter(value, rule.baseline())) {
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
}
