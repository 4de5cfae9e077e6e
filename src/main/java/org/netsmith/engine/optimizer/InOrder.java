package org.netsmith.engine.optimizer;

import java.util.List;
import org.netsmith.engine.backend.Operation;

/** Operations one after another. */
record InOrder(List<Operation> operations) implements Operation {

    InOrder {
        operations = List.copyOf(operations);
    }

    static Operation of(Operation... operations) {
        return new InOrder(List.of(operations));
    }

    @Override
    public void run() {
        for (int i = 0; i < operations.size(); i++) {
            operations.get(i).run();
        }
    }
}
