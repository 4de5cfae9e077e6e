package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** All memory as one segment, so that vector code reaches any tensor by its address without a look-up or a check. */
final class AddressSpace {

    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private AddressSpace() {}

    static float floatAt(long address) {
        return MEMORY.get(JAVA_FLOAT_UNALIGNED, address);
    }

    static double doubleAt(long address) {
        return MEMORY.get(JAVA_DOUBLE_UNALIGNED, address);
    }

    /** The lanes of the block at byte {@code at} of a row that ends at byte {@code end}. */
    static <E> VectorMask<E> lanes(VectorSpecies<E> species, long at, long end) {
        int bytes = species.elementSize() / Byte.SIZE;
        return species.indexInRange(at / bytes, end / bytes);
    }
}
