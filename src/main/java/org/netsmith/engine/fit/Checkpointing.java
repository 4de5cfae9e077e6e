package org.netsmith.engine.fit;

import java.util.Map;
import org.netsmith.engine.fit.Callback.ModelCheckpoint;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Listener;

/** A ModelCheckpoint at work. */
final class Checkpointing implements Watch {

    private final ModelCheckpoint rule;
    private final Monitor monitor;
    private final Listener listener;

    Checkpointing(ModelCheckpoint rule, Compile compile, Listener listener) {
        this.rule = rule;
        this.monitor = new Monitor(rule, 0, compile);
        this.listener = listener;
        if (rule.initialValueThreshold() != null) {
            monitor.take(rule.initialValueThreshold());
        }
    }

    /** A monitored value that is not reported keeps nothing, as in Keras. */
    @Override
    public boolean endEpoch(int epoch, Map<String, Double> logs) {
        Double value = logs.get(rule.monitor());
        boolean better = value != null && monitor.improves(value);
        if (better) {
            monitor.take(value);
        }
        if (better || !rule.saveBestOnly()) {
            listener.checkpoint(epoch, logs, better);
        }
        return false;
    }
}
