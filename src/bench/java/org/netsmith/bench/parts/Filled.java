package org.netsmith.bench.parts;

import java.util.Random;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** Tensors to measure with. */
final class Filled {

    private Filled() {}

    /** Numbers in [0, 1). */
    static Tensor of(Backend backend, long... extents) {
        Random random = new Random(1);
        Tensor tensor = backend.allocate(DType.FLOAT32, Shape.of(extents));
        for (long i = 0; i < tensor.size(); i++) {
            tensor.set(i, random.nextFloat());
        }
        backend.upload(tensor);
        return tensor;
    }
}
