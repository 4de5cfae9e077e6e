package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.List;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Elements;

/**
 * The memory of a plan, handed out in the order in which layers ask. A plan for a smaller batch asks in the same
 * order and is given the beginnings of the same tensors, so that the last, partial batch of an epoch needs no memory
 * of its own.
 */
final class Buffers {

    private final Backend backend;
    private final DType type;
    private final List<Tensor> tensors = new ArrayList<>();
    private int next;

    Buffers(Backend backend, DType type) {
        this.backend = backend;
        this.type = type;
    }

    /** Numbers of the network's dtype. */
    Tensor next(Shape shape) {
        return next(type, shape);
    }

    Tensor next(Elements elements, Shape shape) {
        return next(elements == Elements.TEXTS ? DType.STRING : type, shape);
    }

    private Tensor next(DType type, Shape shape) {
        if (next == tensors.size()) {
            tensors.add(backend.allocate(type, shape));
        }
        return tensors.get(next++).view(0, shape);
    }

    /** Starts handing out from the beginning. */
    void rewind() {
        next = 0;
    }
}
