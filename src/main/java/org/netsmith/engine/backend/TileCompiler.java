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
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Writes {@link Tile}s as bytecode: the loops over rows and vectors of a tile must be unrolled into local variables for
 * its sums to stay in registers, and one text for every number of rows, vectors and both types would be two dozen
 * copies.
 */
final class TileCompiler {

    /**
     * @param rows rows of the result in one tile
     * @param vectors vectors of the result in each row
     * @param accumulate whether sums start from what c holds rather than from zero; forms of their own, because the JIT
     *     compiler keeps a sum in a register only if it has one beginning
     * @param aStep how many rows are interleaved in a
     * @param bStep the distance in bytes along the depth of b, or 0 if only the caller knows it; a known distance lets
     *     the JIT compiler move all checks of addresses out of the loop
     */
    record Form(VectorType type, int rows, int vectors, boolean accumulate, int aStep, long bStep) {}

    private static final Map<Form, Tile> TILES = new ConcurrentHashMap<>();

    private static final ClassDesc SPACE = Lanes.describe(AddressSpace.class);
    private static final ClassDesc SEGMENT = Lanes.describe(MemorySegment.class);
    private static final ClassDesc ORDER = Lanes.describe(ByteOrder.class);
    private static final ClassDesc SPECIES = Lanes.describe(VectorSpecies.class);
    private static final ClassDesc VECTOR = Lanes.describe(Vector.class);

    private static final int A = 1;
    private static final int FROM = 2;
    private static final int DEPTH = 3;
    private static final int B = 4;
    private static final int B_ROW = 6;
    private static final int C = 8;
    private static final int C_ROW = 10;

    private final Form form;
    private final ClassDesc vector;
    private final CodeBuilder code;
    private final int[] sums;
    private final int[] b;
    private final int aElements;
    private final int counter;
    private final int factor;

    private TileCompiler(Form form, CodeBuilder code) {
        this.form = form;
        this.vector = form.type.vector;
        this.code = code;
        this.sums = locals(form.rows * form.vectors, TypeKind.REFERENCE);
        this.b = locals(form.vectors, TypeKind.REFERENCE);
        this.aElements = code.allocateLocal(TypeKind.REFERENCE);
        this.counter = code.allocateLocal(TypeKind.INT);
        this.factor = code.allocateLocal(TypeKind.REFERENCE);
    }

    static Tile tile(Form form) {
        return TILES.computeIfAbsent(
                form, _ -> Generated.instance(Tile.class, code -> new TileCompiler(form, code).write()));
    }

    private void write() {
        prepare();
        if (form.accumulate) {
            eachSum(this::loadSum);
        } else {
            eachSum(this::zeroSum);
        }
        sumOverDepth();
        eachSum(this::storeSum);
        code.return_();
    }

    private void prepare() {
        code.aload(A).checkcast(form.type.element.arrayType()).astore(aElements);
    }

    private void sumOverDepth() {
        Label loop = code.newLabel();
        Label end = code.newLabel();
        code.iconst_0().istore(counter).labelBinding(loop);
        code.iload(counter).iload(DEPTH).if_icmpge(end);
        for (int v = 0; v < form.vectors; v++) {
            positionOfB();
            code.loadConstant((long) v * form.type.bytes()).ladd();
            loadVector();
            code.astore(b[v]);
        }
        for (int row = 0; row < form.rows; row++) {
            addRow(row);
        }
        if (form.bStep == 0) {
            code.lload(B).lload(B_ROW).ladd().lstore(B);
        }
        code.iinc(counter, 1).goto_(loop).labelBinding(end);
    }

    private void addRow(int row) {
        species();
        code.aload(aElements).iload(FROM).iload(counter).loadConstant(form.aStep);
        code.imul().iadd().loadConstant(row).iadd().arrayLoad(TypeKind.from(form.type.element));
        code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, form.type.element));
        code.astore(factor);
        for (int v = 0; v < form.vectors; v++) {
            int sum = sum(row, v);
            code.aload(factor).aload(b[v]).aload(sum);
            code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, VECTOR, VECTOR))
                    .astore(sum);
        }
    }

    /** Pushes where b is at the present depth: counted from its start or, for an unknown distance, moved along. */
    private void positionOfB() {
        code.lload(B);
        if (form.bStep != 0) {
            code.iload(counter).i2l().loadConstant(form.bStep).lmul().ladd();
        }
    }

    private void loadSum(int row, int v) {
        place(row, v);
        loadVector();
        code.astore(sum(row, v));
    }

    private void zeroSum(int row, int v) {
        species();
        code.invokestatic(vector, "zero", MethodTypeDesc.of(vector, SPECIES)).astore(sum(row, v));
    }

    private void storeSum(int row, int v) {
        int address = code.allocateLocal(TypeKind.LONG);
        place(row, v);
        code.lstore(address).aload(sum(row, v));
        code.getstatic(SPACE, "MEMORY", SEGMENT).lload(address).getstatic(SPACE, "ORDER", ORDER);
        code.invokevirtual(vector, "intoMemorySegment", MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER));
    }

    /** Turns the address on the stack into the vector there. */
    private void loadVector() {
        int address = code.allocateLocal(TypeKind.LONG);
        code.lstore(address);
        species();
        code.getstatic(SPACE, "MEMORY", SEGMENT).lload(address).getstatic(SPACE, "ORDER", ORDER);
        code.invokestatic(vector, "fromMemorySegment", MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER));
    }

    /** Pushes the address of a vector of c. */
    private void place(int row, int v) {
        code.lload(C)
                .lload(C_ROW)
                .loadConstant((long) row)
                .lmul()
                .ladd()
                .loadConstant((long) v * form.type.bytes())
                .ladd();
    }

    private void species() {
        code.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
    }

    private int sum(int row, int v) {
        return sums[row * form.vectors + v];
    }

    private void eachSum(Place place) {
        for (int row = 0; row < form.rows; row++) {
            for (int v = 0; v < form.vectors; v++) {
                place.accept(row, v);
            }
        }
    }

    private int[] locals(int count, TypeKind kind) {
        return IntStream.range(0, count).map(i -> code.allocateLocal(kind)).toArray();
    }

    private interface Place {
        void accept(int row, int v);
    }
}
