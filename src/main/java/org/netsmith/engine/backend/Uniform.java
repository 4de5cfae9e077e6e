package org.netsmith.engine.backend;

import static org.netsmith.engine.backend.AddressSpace.MEMORY;
import static org.netsmith.engine.backend.AddressSpace.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Fills memory with numbers uniform in [0, 1). Eight Philox blocks make a group: the first words of the eight blocks
 * come first, then the second words, and so on, so that vectors of any length up to eight compute neighbours. A float32
 * is made of the upper 24 bits of a word, a float64 of the upper 53 bits of the first and second or the third and
 * fourth word.
 */
final class Uniform {

    /** Blocks of a group. */
    private static final int BLOCKS = 8;
    /** Elements of a group of float32; those of a float64 are half as many. */
    static final int GROUP = 4 * BLOCKS;

    private static final VectorSpecies<Long> WIDE = LongVector.SPECIES_PREFERRED;
    private static final int LANES = WIDE.length();
    private static final VectorShape HALF = VectorShape.forBitSize(Math.max(64, WIDE.vectorBitSize() / 2));
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, HALF);
    private static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, HALF);
    private static final LongVector INDEX = LongVector.zero(WIDE).addIndex(1);
    private static final long LOW = 0xFFFF_FFFFL;
    private static final long MULTIPLIER_0 = Philox.MULTIPLIER_0 & LOW;
    private static final long MULTIPLIER_1 = Philox.MULTIPLIER_1 & LOW;

    private Uniform() {}

    /**
     * Fills elements {@code from} to before {@code to} of the tensor at an address; from is a multiple of
     * {@link #GROUP}.
     */
    static void fill(DType type, long address, long from, long to, Counter counter) {
        switch (type) {
            case FLOAT32 -> fillFloats(address, from, to, counter);
            case FLOAT64 -> fillDoubles(address, from, to, counter);
            case STRING -> throw type.noNumbers();
        }
    }

    private static void fillFloats(long address, long from, long to, Counter counter) {
        long element = from;
        for (; element + GROUP <= to; element += GROUP) {
            for (int lane = 0; lane < BLOCKS; lane += LANES) {
                fillLanes(address + (element + lane) * Float.BYTES, (int) (element / 4 + lane), counter);
            }
        }
        int[] words = new int[4];
        for (; element < to; element++) {
            counter.block((int) (element / GROUP * BLOCKS + element % BLOCKS), words);
            float value = Philox.toFloat(words[(int) (element % GROUP / BLOCKS)]);
            MEMORY.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address + element * Float.BYTES, value);
        }
    }

    private static void fillLanes(long address, int block, Counter counter) {
        LongVector w0 = INDEX.add(block & LOW);
        LongVector w1 = LongVector.broadcast(WIDE, counter.step() & LOW);
        LongVector w2 = LongVector.broadcast(WIDE, counter.epoch() & LOW);
        LongVector w3 = LongVector.broadcast(WIDE, counter.purposeAndStream() & LOW);
        int k0 = counter.key0();
        int k1 = counter.key1();
        for (int round = 0; round < Philox.ROUNDS; round++) {
            LongVector product0 = w0.mul(MULTIPLIER_0);
            LongVector product1 = w2.mul(MULTIPLIER_1);
            w0 = high(product1).lanewise(VectorOperators.XOR, w1).lanewise(VectorOperators.XOR, k0 & LOW);
            w1 = product1.and(LOW);
            w2 = high(product0).lanewise(VectorOperators.XOR, w3).lanewise(VectorOperators.XOR, k1 & LOW);
            w3 = product0.and(LOW);
            k0 += Philox.KEY_STEP_0;
            k1 += Philox.KEY_STEP_1;
        }
        store(w0, address);
        store(w1, address + BLOCKS * Float.BYTES);
        store(w2, address + 2 * BLOCKS * Float.BYTES);
        store(w3, address + 3 * BLOCKS * Float.BYTES);
    }

    private static LongVector high(LongVector product) {
        return product.lanewise(VectorOperators.LSHR, 32);
    }

    private static void store(LongVector words, long address) {
        IntVector bits = (IntVector) words.lanewise(VectorOperators.LSHR, 8).convertShape(VectorOperators.L2I, INTS, 0);
        FloatVector values = (FloatVector) bits.convertShape(VectorOperators.I2F, FLOATS, 0);
        values.mul(0x1p-24f).intoMemorySegment(MEMORY, address, ORDER);
    }

    private static void fillDoubles(long address, long from, long to, Counter counter) {
        int[] words = new int[4];
        for (long element = from; element < to; element++) {
            counter.block((int) (element / 16 * BLOCKS + element % BLOCKS), words);
            int first = element % 16 < BLOCKS ? 0 : 2;
            MEMORY.set(
                    ValueLayout.JAVA_DOUBLE_UNALIGNED,
                    address + element * Double.BYTES,
                    Philox.toDouble(words[first], words[first + 1]));
        }
    }
}
