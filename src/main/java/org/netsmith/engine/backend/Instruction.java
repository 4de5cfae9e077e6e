package org.netsmith.engine.backend;

import org.netsmith.engine.expression.Condition.Relation;
import org.netsmith.engine.expression.Function;

/**
 * One step of a {@link Dataflow}: a vector operation that is exactly rounded, hence the same bits in the interpreter,
 * in compiled code and on any processor. Operands are the numbers of earlier steps, so equal instructions compute equal
 * values.
 */
sealed interface Instruction {

    /** What one vector becomes. The bits of a number are an integer of its size. */
    enum Change {
        NEGATE,
        ABSOLUTE,
        ROOT,
        TO_BITS,
        FROM_BITS
    }

    /** What two vectors of numbers become. */
    enum Arithmetic {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MINIMUM,
        MAXIMUM
    }

    /** What two vectors of bits become. */
    enum Logic {
        ADD,
        SUBTRACT,
        AND,
        OR,
        EXCLUSIVE_OR
    }

    record Literal(double value) implements Instruction {}

    record BitLiteral(long value) implements Instruction {}

    /** The element of an operand. */
    record Load(int operand, Broadcast broadcast) implements Instruction {}

    record Convert(Change change, int x) implements Instruction {}

    record Combine(Arithmetic operation, int a, int b) implements Instruction {}

    /** {@code a·b + c}, rounded once. */
    record Fused(int a, int b, int c) implements Instruction {}

    record CombineBits(Logic operation, int a, int b) implements Instruction {}

    record ShiftLeft(int a, int places) implements Instruction {}

    /** Shifts to the right and keeps the sign. */
    record ShiftRight(int a, int places) implements Instruction {}

    record Compare(Relation relation, int a, int b) implements Instruction {}

    record Both(int a, int b) implements Instruction {}

    record Either(int a, int b) implements Instruction {}

    record Neither(int a) implements Instruction {}

    /** {@code yes} where the mask is set, {@code no} elsewhere. */
    record Choose(int mask, int yes, int no) implements Instruction {}

    /** {@code near}, but where the mask is set the sine or cosine of x by {@link FarAngles}. */
    record Reduce(Function function, int x, int near, int mask) implements Instruction {}

    /** The numbers of the steps it needs. */
    default int[] operands() {
        return switch (this) {
            case Literal _, BitLiteral _, Load _ -> new int[0];
            case Convert(_, int x) -> new int[] {x};
            case ShiftLeft(int a, _) -> new int[] {a};
            case ShiftRight(int a, _) -> new int[] {a};
            case Neither(int a) -> new int[] {a};
            case Combine(_, int a, int b) -> new int[] {a, b};
            case CombineBits(_, int a, int b) -> new int[] {a, b};
            case Compare(_, int a, int b) -> new int[] {a, b};
            case Both(int a, int b) -> new int[] {a, b};
            case Either(int a, int b) -> new int[] {a, b};
            case Fused(int a, int b, int c) -> new int[] {a, b, c};
            case Choose(int mask, int yes, int no) -> new int[] {mask, yes, no};
            case Reduce(_, int x, int near, int mask) -> new int[] {x, near, mask};
        };
    }
}
