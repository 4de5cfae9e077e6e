package org.netsmith.engine.fit;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * Rows to learn from or to be measured by.
 *
 * @param inputs one for each input of the network, {@code [rows, …]}
 * @param targets one for each output, {@code [rows, …]}; class numbers {@code [rows, 1]} for the sparse losses
 * @param sampleWeights one for each output, {@code [rows]}, or null where every row counts 1
 */
public record Examples(List<Tensor> inputs, List<Tensor> targets, List<@Nullable Tensor> sampleWeights) {

    public Examples {
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
    }

    /** For a network with one input and one output. */
    public Examples(Tensor x, Tensor y, @Nullable Tensor sampleWeight) {
        this(List.of(x), List.of(y), Collections.singletonList(sampleWeight));
    }

    public long rows() {
        return inputs.getFirst().shape().extent(0);
    }

    /** The rows of the only input. */
    public Tensor x() {
        return inputs.getFirst();
    }

    /** The targets of the only output. */
    public Tensor y() {
        return targets.getFirst();
    }
}
