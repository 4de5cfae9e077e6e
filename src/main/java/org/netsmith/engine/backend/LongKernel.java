package org.netsmith.engine.backend;

import java.util.List;
import java.util.Map;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * A program too long for one method, which the JIT would not compile: parts that hand their values on in an array.
 * Slower than a {@link KernelWriter}'s loop, but the same numbers.
 *
 * @param steps how many steps there are in all
 */
record LongKernel(List<KernelPart> parts, int steps, Map<Integer, Broadcast> operands, VectorSpecies<?> species)
        implements Kernel {

    @Override
    public void run(long[] addresses, long rows, long columns) {
        long[] places = addresses.clone();
        Object[] values = new Object[steps];
        long width = columns * species.elementSize() / Byte.SIZE;
        for (long row = 0; row < rows; row++) {
            for (long at = 0; at < width; at += species.vectorByteSize()) {
                VectorMask<?> mask = AddressSpace.lanes(species, at, width);
                for (KernelPart part : parts) {
                    part.run(places, values, at, mask);
                }
            }
            operands.forEach((operand, broadcast) -> places[operand] += stride(broadcast, width));
        }
    }

    private long stride(Broadcast broadcast, long width) {
        return switch (broadcast) {
            case FULL -> width;
            case COLUMN -> species.elementSize() / Byte.SIZE;
            case ROW, SCALAR -> 0;
        };
    }
}
