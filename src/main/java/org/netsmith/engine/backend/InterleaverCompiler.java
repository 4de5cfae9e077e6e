package org.netsmith.engine.backend;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Writes {@link Interleaver}s as bytecode. With a vector of each of 2ⁿ rows, n rounds interleave them: each round puts
 * row i and row i + 2ⁿ⁻¹ together lane by lane, so that the rows at the first column stand one after the other, then
 * those at the second.
 */
final class InterleaverCompiler {

    /**
     * @param rows a power of two
     * @param wide whether elements have eight bytes rather than four
     */
    private record Form(int rows, boolean wide) {}

    private static final Map<Form, Interleaver> INTERLEAVERS = new ConcurrentHashMap<>();

    static final IntVector INT_LOW = ints(IntVector.SPECIES_PREFERRED, 0);
    static final IntVector INT_HIGH = ints(IntVector.SPECIES_PREFERRED, IntVector.SPECIES_PREFERRED.length() / 2);
    static final LongVector LONG_LOW = longs(LongVector.SPECIES_PREFERRED, 0);
    static final LongVector LONG_HIGH = longs(LongVector.SPECIES_PREFERRED, LongVector.SPECIES_PREFERRED.length() / 2);

    private static final ClassDesc COMPILER = Lanes.describe(InterleaverCompiler.class);
    private static final ClassDesc SPACE = Lanes.describe(AddressSpace.class);
    private static final ClassDesc SEGMENT = Lanes.describe(MemorySegment.class);
    private static final ClassDesc ORDER = Lanes.describe(ByteOrder.class);
    private static final ClassDesc SPECIES = Lanes.describe(VectorSpecies.class);
    private static final ClassDesc VECTOR = Lanes.describe(Vector.class);

    private static final int FROM = 1;
    private static final int FROM_ROW = 3;
    private static final int COLUMNS = 5;
    private static final int TO = 6;
    private static final int TO_ROW = 8;

    private final Form form;
    private final CodeBuilder code;
    private final ClassDesc vector;
    private final int lanes;
    private final int bytes;
    private final int column;
    private final int low;
    private final int high;

    private InterleaverCompiler(Form form, CodeBuilder code) {
        this.form = form;
        this.code = code;
        VectorSpecies<?> species = form.wide ? LongVector.SPECIES_PREFERRED : IntVector.SPECIES_PREFERRED;
        this.vector = Lanes.describe(form.wide ? LongVector.class : IntVector.class);
        this.lanes = species.length();
        this.bytes = species.elementSize() / Byte.SIZE;
        this.column = code.allocateLocal(TypeKind.INT);
        this.low = code.allocateLocal(TypeKind.REFERENCE);
        this.high = code.allocateLocal(TypeKind.REFERENCE);
    }

    /** @param rows a power of two */
    static Interleaver of(int rows, DType type) {
        return INTERLEAVERS.computeIfAbsent(
                new Form(rows, type == DType.FLOAT64),
                form -> Generated.instance(Interleaver.class, code -> new InterleaverCompiler(form, code).write()));
    }

    private static IntVector ints(VectorSpecies<Integer> species, int first) {
        return IntVector.fromArray(species, pairs(species.length(), first), 0);
    }

    private static LongVector longs(VectorSpecies<Long> species, int first) {
        return LongVector.fromArray(
                species,
                IntStream.of(pairs(species.length(), first)).asLongStream().toArray(),
                0);
    }

    /** Where the lanes of a vector come from that takes turns between two others, from a lane on. */
    private static int[] pairs(int lanes, int first) {
        return IntStream.range(0, lanes)
                .map(lane -> first + lane / 2 + lane % 2 * lanes)
                .toArray();
    }

    private void write() {
        String element = form.wide ? "LONG" : "INT";
        code.getstatic(COMPILER, element + "_LOW", vector).astore(low);
        code.getstatic(COMPILER, element + "_HIGH", vector).astore(high);
        Label loop = code.newLabel();
        Label end = code.newLabel();
        code.iconst_0().istore(column).labelBinding(loop);
        code.iload(column).loadConstant(lanes).iadd().iload(COLUMNS).if_icmpgt(end);
        store(interleave(IntStream.range(0, form.rows).map(this::load).toArray()));
        code.iinc(column, lanes).goto_(loop).labelBinding(end).return_();
    }

    private int[] interleave(int[] rows) {
        int[] vectors = rows;
        for (int round = 1; round < form.rows; round *= 2) {
            int[] last = vectors;
            vectors = IntStream.range(0, form.rows)
                    .map(i -> zip(i % 2 == 0 ? low : high, last[i / 2], last[i / 2 + form.rows / 2]))
                    .toArray();
        }
        return vectors;
    }

    private int zip(int lanesOf, int first, int second) {
        code.aload(lanesOf).aload(first).aload(second);
        code.invokevirtual(vector, "selectFrom", MethodTypeDesc.of(vector, VECTOR, VECTOR));
        return stored();
    }

    private int load(int row) {
        code.getstatic(vector, "SPECIES_PREFERRED", SPECIES).getstatic(SPACE, "MEMORY", SEGMENT);
        code.lload(FROM).lload(FROM_ROW).loadConstant((long) row).lmul().ladd();
        code.iload(column).i2l().loadConstant((long) bytes).lmul().ladd();
        code.getstatic(SPACE, "ORDER", ORDER);
        code.invokestatic(vector, "fromMemorySegment", MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER));
        return stored();
    }

    private int stored() {
        int local = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(local);
        return local;
    }

    private void store(int[] vectors) {
        for (int i = 0; i < vectors.length; i++) {
            int element = i * lanes;
            code.aload(vectors[i]).getstatic(SPACE, "MEMORY", SEGMENT);
            code.lload(TO).iload(column).loadConstant(element / form.rows).iadd();
            code.i2l().lload(TO_ROW).lmul().ladd();
            code.loadConstant((long) element % form.rows * bytes).ladd();
            code.getstatic(SPACE, "ORDER", ORDER);
            code.invokevirtual(vector, "intoMemorySegment", MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER));
        }
    }
}
