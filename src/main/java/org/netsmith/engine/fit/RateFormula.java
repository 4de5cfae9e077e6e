package org.netsmith.engine.fit;

import java.util.Map;
import org.netsmith.engine.fit.Callback.LearningRateScheduler;
import org.netsmith.engine.optimizer.Update;

/** A LearningRateScheduler at work. */
record RateFormula(LearningRateScheduler rule, Update update) implements Watch {

    @Override
    public void beginEpoch(int epoch) {
        update.setLearningRate(rule.at(epoch, update.learningRate()));
    }

    @Override
    public boolean endEpoch(int epoch, Map<String, Double> logs) {
        logs.put("learning_rate", update.learningRate());
        return false;
    }
}
