package org.netsmith.engine.fit;

import java.util.Map;
import org.netsmith.engine.fit.Callback.ReduceLROnPlateau;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.optimizer.Update;

/** A ReduceLROnPlateau at work. */
final class Plateau implements Watch {

    private final ReduceLROnPlateau rule;
    private final Monitor monitor;
    private final Update update;
    private int wait;
    private int cooldown;

    Plateau(ReduceLROnPlateau rule, Compile compile, Update update) {
        this.rule = rule;
        this.monitor = new Monitor(rule, rule.minDelta(), compile);
        this.update = update;
    }

    @Override
    public boolean endEpoch(int epoch, Map<String, Double> logs) {
        logs.put("learning_rate", update.learningRate());
        Double value = logs.get(rule.monitor());
        if (value != null) {
            follow(value);
        }
        return false;
    }

    private void follow(double value) {
        if (cooldown > 0) {
            cooldown--;
            wait = 0;
        }
        if (monitor.improves(value)) {
            monitor.take(value);
            wait = 0;
        } else if (cooldown == 0) {
            wait++;
            reduceAfterPatience();
        }
    }

    private void reduceAfterPatience() {
        double rate = update.learningRate();
        if (wait >= rule.patience() && rate > (float) (double) rule.minLr()) {
            update.setLearningRate(Math.max(rate * rule.factor(), rule.minLr()));
            cooldown = rule.cooldown();
            wait = 0;
        }
    }
}
