package org.netsmith.engine.backend;

import jdk.incubator.vector.VectorMask;

/** One of the pieces of a {@link LongKernel}. */
interface KernelPart {

    /**
     * Runs its steps for one block.
     *
     * @param values what earlier parts left for later ones, by step
     * @param at the byte offset of the block in its row
     */
    void run(long[] addresses, Object[] values, long at, VectorMask<?> mask);
}
