package org.netsmith.engine.backend;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.netsmith.engine.backend.Instruction.Arithmetic;
import org.netsmith.engine.backend.Instruction.BitLiteral;
import org.netsmith.engine.backend.Instruction.Both;
import org.netsmith.engine.backend.Instruction.Change;
import org.netsmith.engine.backend.Instruction.Choose;
import org.netsmith.engine.backend.Instruction.Combine;
import org.netsmith.engine.backend.Instruction.CombineBits;
import org.netsmith.engine.backend.Instruction.Compare;
import org.netsmith.engine.backend.Instruction.Convert;
import org.netsmith.engine.backend.Instruction.Either;
import org.netsmith.engine.backend.Instruction.Fused;
import org.netsmith.engine.backend.Instruction.Literal;
import org.netsmith.engine.backend.Instruction.Load;
import org.netsmith.engine.backend.Instruction.Logic;
import org.netsmith.engine.backend.Instruction.Neither;
import org.netsmith.engine.backend.Instruction.Reduce;
import org.netsmith.engine.backend.Instruction.ShiftLeft;
import org.netsmith.engine.backend.Instruction.ShiftRight;
import org.netsmith.engine.expression.Condition.Relation;

/** The Vector API as bytecode, for one element type. */
enum Lanes {
    FLOAT(FloatVector.class, IntVector.class, "Ints", "Floats", CD_float, CD_int, Species.FLOAT) {
        @Override
        void scalar(CodeBuilder code, double value) {
            code.loadConstant((float) value);
        }

        @Override
        void bits(CodeBuilder code, long value) {
            code.loadConstant((int) value);
        }
    },

    DOUBLE(DoubleVector.class, LongVector.class, "Longs", "Doubles", CD_double, CD_long, Species.DOUBLE) {
        @Override
        void scalar(CodeBuilder code, double value) {
            code.loadConstant(value);
        }

        @Override
        void bits(CodeBuilder code, long value) {
            code.loadConstant(value);
        }
    };

    private static final ClassDesc ANY_VECTOR = describe(Vector.class);
    private static final ClassDesc MASK = describe(VectorMask.class);
    private static final ClassDesc SPECIES = describe(VectorSpecies.class);
    private static final ClassDesc SEGMENT = describe(MemorySegment.class);
    private static final ClassDesc ORDER = describe(ByteOrder.class);
    private static final ClassDesc OPERATORS = describe(VectorOperators.class);
    private static final ClassDesc COMPARISON = describe(VectorOperators.Comparison.class);
    private static final ClassDesc BINARY = describe(VectorOperators.Binary.class);
    private static final ClassDesc ASSOCIATIVE = describe(VectorOperators.Associative.class);
    private static final ClassDesc SPACE = describe(AddressSpace.class);

    private final ClassDesc vector;
    private final ClassDesc bitVector;
    private final String toBits;
    private final String fromBits;
    private final ClassDesc scalar;
    private final ClassDesc bits;
    final int bytes;
    final int vectorBytes;

    Lanes(
            Class<?> vector,
            Class<?> bitVector,
            String toBits,
            String fromBits,
            ClassDesc scalar,
            ClassDesc bits,
            VectorSpecies<?> species) {
        this.vector = describe(vector);
        this.bitVector = describe(bitVector);
        this.toBits = "reinterpretAs" + toBits;
        this.fromBits = "reinterpretAs" + fromBits;
        this.scalar = scalar;
        this.bits = bits;
        this.bytes = species.elementSize() / Byte.SIZE;
        this.vectorBytes = species.vectorByteSize();
    }

    static Lanes of(DType type) {
        return switch (type) {
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case STRING -> throw type.noNumbers();
        };
    }

    static ClassDesc describe(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    abstract void scalar(CodeBuilder code, double value);

    abstract void bits(CodeBuilder code, long value);

    void species(CodeBuilder code) {
        code.getstatic(describe(Species.class), name(), SPECIES);
    }

    void memory(CodeBuilder code) {
        code.getstatic(SPACE, "MEMORY", SEGMENT);
    }

    /** From species and place; a negative mask means none. */
    void load(CodeBuilder code, int mask) {
        order(code, mask);
        code.invokestatic(
                vector,
                "fromMemorySegment",
                mask < 0
                        ? MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER)
                        : MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER, MASK));
    }

    /** A vector to a place; a negative mask means none. */
    void store(CodeBuilder code, int mask) {
        order(code, mask);
        code.invokevirtual(
                vector,
                "intoMemorySegment",
                mask < 0
                        ? MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER)
                        : MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER, MASK));
    }

    private static void order(CodeBuilder code, int mask) {
        code.getstatic(SPACE, "ORDER", ORDER);
        if (mask >= 0) {
            code.aload(mask);
        }
    }

    /** The element at an address, which is pushed when it is needed, in all lanes. */
    void broadcast(CodeBuilder code, Runnable address) {
        species(code);
        address.run();
        code.invokestatic(SPACE, scalar == CD_float ? "floatAt" : "doubleAt", MethodTypeDesc.of(scalar, CD_long));
        broadcast(code);
    }

    /** The class of an instruction's value. */
    ClassDesc type(Instruction instruction) {
        return switch (instruction) {
            case Compare _, Both _, Either _, Neither _ -> MASK;
            case BitLiteral _, CombineBits _, ShiftLeft _, ShiftRight _ -> bitVector;
            case Convert(var change, _) -> change == Change.TO_BITS ? bitVector : vector;
            case Literal _, Load _, Combine _, Fused _, Choose _, Reduce _ -> vector;
        };
    }

    private void broadcast(CodeBuilder code) {
        code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, scalar));
    }

    /** An instruction other than a load, its operands taken from local variables. */
    void compute(CodeBuilder code, Instruction instruction, IntUnaryOperator local) {
        switch (instruction) {
            case Load load -> throw new IllegalArgumentException("a load is not computed: " + load);
            case Literal(double value) -> literal(code, value);
            case BitLiteral(long value) -> bitLiteral(code, value);
            case Convert(var change, int x) -> convert(push(code, local, x), change);
            case Combine(var operation, int a, int b) -> method(push(code, local, a, b), name(operation), ANY_VECTOR);
            case Fused(int a, int b, int c) -> method(push(code, local, a, b, c), "fma", ANY_VECTOR, ANY_VECTOR);
            case CombineBits(var operation, int a, int b) ->
                lanewise(operator(push(code, local, a), operation).aload(local.applyAsInt(b)), ANY_VECTOR);
            case ShiftLeft(int a, int places) -> shift(push(code, local, a), "LSHL", places);
            case ShiftRight(int a, int places) -> shift(push(code, local, a), "ASHR", places);
            case Compare(var relation, int a, int b) ->
                operator(push(code, local, a), name(relation), COMPARISON)
                        .aload(local.applyAsInt(b))
                        .invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, ANY_VECTOR));
            case Both(int a, int b) -> mask(push(code, local, a, b), "and", MASK);
            case Either(int a, int b) -> mask(push(code, local, a, b), "or", MASK);
            case Neither(int a) -> mask(push(code, local, a), "not");
            case Choose(int mask, int yes, int no) ->
                method(push(code, local, no, yes, mask), "blend", ANY_VECTOR, MASK);
            case Reduce reduce -> reduce(code, reduce, local);
        }
    }

    private static CodeBuilder push(CodeBuilder code, IntUnaryOperator local, int... steps) {
        for (int step : steps) {
            code.aload(local.applyAsInt(step));
        }
        return code;
    }

    private static CodeBuilder operator(CodeBuilder code, String name, ClassDesc type) {
        return code.getstatic(OPERATORS, name, type);
    }

    private static CodeBuilder operator(CodeBuilder code, Logic operation) {
        return operator(code, name(operation), operation == Logic.SUBTRACT ? BINARY : ASSOCIATIVE);
    }

    private void method(CodeBuilder code, String name, ClassDesc... parameters) {
        code.invokevirtual(vector, name, MethodTypeDesc.of(vector, parameters));
    }

    private static void mask(CodeBuilder code, String name, ClassDesc... parameters) {
        code.invokevirtual(MASK, name, MethodTypeDesc.of(MASK, parameters));
    }

    private void lanewise(CodeBuilder code, ClassDesc parameter) {
        code.invokevirtual(bitVector, "lanewise", MethodTypeDesc.of(bitVector, BINARY, parameter));
    }

    private void literal(CodeBuilder code, double value) {
        species(code);
        scalar(code, value);
        broadcast(code);
    }

    private void bitLiteral(CodeBuilder code, long value) {
        code.getstatic(describe(Species.class), name() + "_BITS", SPECIES);
        bits(code, value);
        code.invokestatic(bitVector, "broadcast", MethodTypeDesc.of(bitVector, SPECIES, bits));
    }

    private void convert(CodeBuilder code, Change change) {
        switch (change) {
            case NEGATE -> method(code, "neg");
            case ABSOLUTE -> method(code, "abs");
            case ROOT -> method(code, "sqrt");
            case TO_BITS -> code.invokevirtual(vector, toBits, MethodTypeDesc.of(bitVector));
            case FROM_BITS -> code.invokevirtual(bitVector, fromBits, MethodTypeDesc.of(vector));
        }
    }

    private void shift(CodeBuilder code, String direction, int places) {
        operator(code, direction, BINARY);
        bits(code, places);
        lanewise(code, bits);
    }

    /** The far angles are rare, so the JIT leaves their branch out. */
    private void reduce(CodeBuilder code, Reduce reduce, IntUnaryOperator local) {
        int mask = local.applyAsInt(reduce.mask());
        MethodTypeDesc type = MethodTypeDesc.of(vector, vector, vector, MASK);
        code.aload(mask).invokevirtual(MASK, "anyTrue", MethodTypeDesc.of(CD_boolean)).ifThenElse(
                far -> push(far, local, reduce.x(), reduce.near())
                        .aload(mask)
                        .invokestatic(describe(FarAngles.class), reduce.function().id(), type),
                near -> near.aload(local.applyAsInt(reduce.near())));
    }

    private static String name(Arithmetic operation) {
        return switch (operation) {
            case ADD -> "add";
            case SUBTRACT -> "sub";
            case MULTIPLY -> "mul";
            case DIVIDE -> "div";
            case MINIMUM -> "min";
            case MAXIMUM -> "max";
        };
    }

    private static String name(Logic operation) {
        return switch (operation) {
            case ADD -> "ADD";
            case SUBTRACT -> "SUB";
            case AND -> "AND";
            case OR -> "OR";
            case EXCLUSIVE_OR -> "XOR";
        };
    }

    private static String name(Relation relation) {
        return switch (relation) {
            case LESS -> "LT";
            case LESS_OR_EQUAL -> "LE";
            case GREATER -> "GT";
            case GREATER_OR_EQUAL -> "GE";
            case EQUAL -> "EQ";
            case NOT_EQUAL -> "NE";
        };
    }
}
