package org.netsmith.engine.backend;

import java.lang.foreign.Arena;

/** Where tensors of the {@code cpu} backend live: an arena in the server, ND4J's memory in a worker. */
public interface Memory {

    /** A tensor of zeros, 64-byte aligned, or of empty texts. */
    Tensor allocate(DType type, Shape shape);

    /** Memory of the JDK alone: no native library is loaded. */
    static Memory of(Arena arena) {
        return (type, shape) -> type == DType.STRING
                ? Tensor.ofTexts(shape)
                : new Tensor(type, shape, arena.allocate(Math.multiplyExact(shape.size(), type.bytes()), 64), arena, 0);
    }
}
