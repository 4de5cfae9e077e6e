package org.netsmith.engine.fit;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * Rows to learn from or to be measured by.
 *
 * @param x {@code [rows, …]}
 * @param y {@code [rows, …]}; class numbers {@code [rows, 1]} for the sparse losses
 * @param sampleWeight {@code [rows]}, or null where every row counts 1
 */
public record Examples(Tensor x, Tensor y, @Nullable Tensor sampleWeight) {

    public long rows() {
        return x.shape().extent(0);
    }
}
