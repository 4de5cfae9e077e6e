package org.netsmith.engine.fit;

import java.util.Map;
import org.netsmith.engine.fit.Callback.SwapEMAWeights;
import org.netsmith.engine.optimizer.Update;

/** A SwapEMAWeights at work. */
final class AverageSwap implements Watch {

    private final SwapEMAWeights rule;
    private final Update update;
    private boolean swapped;

    AverageSwap(SwapEMAWeights rule, Update update) {
        this.rule = rule;
        this.update = update;
    }

    private void swap(boolean averages) {
        if (swapped != averages) {
            update.swapAverages();
            swapped = averages;
        }
    }

    @Override
    public void beginEpoch(int epoch) {
        swap(false);
    }

    @Override
    public void beginEvaluation() {
        swap(true);
    }

    @Override
    public void endEvaluation() {
        swap(false);
    }

    @Override
    public boolean endEpoch(int epoch, Map<String, Double> logs) {
        swap(rule.swapOnEpoch());
        return false;
    }

    /** The optimizer must find its weights where it left them. */
    @Override
    public void endTraining() {
        swap(false);
    }
}
