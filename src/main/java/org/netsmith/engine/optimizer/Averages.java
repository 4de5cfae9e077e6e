package org.netsmith.engine.optimizer;

import org.netsmith.engine.backend.Operation;

/**
 * The exponential moving average of the weights, {@code a = β·a + (1 − β)·w} after every batch; up to the first update
 * it is the weights.
 */
final class Averages {

    private final Workspace workspace;
    private final double momentum;
    private final long overwriteFrequency;
    private final Operation follow;
    private final Operation overwrite;
    private final Operation swap;
    private boolean swapped;

    Averages(Common common, Workspace workspace) {
        this.workspace = workspace;
        this.momentum = common.emaMomentum();
        this.overwriteFrequency = common.emaOverwriteFrequency() == null ? 0 : common.emaOverwriteFrequency();
        workspace.add(new Slot("average", "w"));
        workspace.addNumber("staying");
        this.follow = workspace.pass("average = staying * average + (1 - staying) * w");
        this.overwrite = workspace.pass("w = average");
        this.swap = workspace.pass("held = w; w = average; average = held");
    }

    /** @param updates made before the batch that was just learnt from */
    void follow(long updates) {
        workspace.set("staying", updates == 0 ? 0 : momentum);
        follow.run();
        if (overwriteFrequency > 0 && (updates + 1) % overwriteFrequency == 0) {
            overwrite.run();
        }
    }

    void swap() {
        swap.run();
        swapped = !swapped;
    }

    /** Leaves the averages in the weights. */
    void finish() {
        if (!swapped) {
            overwrite.run();
        }
    }
}
