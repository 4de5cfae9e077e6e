package org.netsmith.engine.optimizer;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Operation;

/** Gathers the gradients of several batches; the last one of a group leaves their mean. */
final class Accumulation {

    private static final Operation NOTHING = () -> {};

    private final int steps;
    private final Operation add;
    private final Operation mean;

    Accumulation(@Nullable Integer steps, Workspace workspace) {
        this.steps = steps == null ? 1 : steps;
        if (steps == null) {
            this.add = NOTHING;
            this.mean = NOTHING;
        } else {
            workspace.add(Slot.zero("accumulated"));
            this.add = workspace.pass("accumulated = accumulated + g");
            this.mean = workspace.pass("g = (g + accumulated) / %s; accumulated = 0".formatted((double) steps));
        }
    }

    /** The updates that these batches have made. */
    long updates(long batches) {
        return batches / steps;
    }

    /** Whether the batch after so many ends its group; the gradients are the group's mean then. */
    boolean completes(long batches) {
        boolean last = (batches + 1) % steps == 0;
        (last ? mean : add).run();
        return last;
    }
}
