package org.netsmith.engine.backend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.backend.Instruction.Arithmetic;
import org.netsmith.engine.backend.Instruction.BitLiteral;
import org.netsmith.engine.backend.Instruction.Change;
import org.netsmith.engine.backend.Instruction.Choose;
import org.netsmith.engine.backend.Instruction.Combine;
import org.netsmith.engine.backend.Instruction.CombineBits;
import org.netsmith.engine.backend.Instruction.Compare;
import org.netsmith.engine.backend.Instruction.Convert;
import org.netsmith.engine.backend.Instruction.Fused;
import org.netsmith.engine.backend.Instruction.Literal;
import org.netsmith.engine.backend.Instruction.Load;
import org.netsmith.engine.backend.Instruction.Logic;
import org.netsmith.engine.expression.Condition.Relation;

/** Numbered instructions, each value once, with the rate at which it changes. */
final class Steps {

    /** How often a step has to run. */
    enum Rate {
        ONCE,
        PER_ROW,
        PER_BLOCK
    }

    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Rate> rates = new ArrayList<>();
    private final Map<Instruction, Integer> numbers = new HashMap<>();

    Instruction instruction(int number) {
        return instructions.get(number);
    }

    Rate rate(int number) {
        return rates.get(number);
    }

    int add(Instruction instruction) {
        Integer known = numbers.putIfAbsent(instruction, instructions.size());
        if (known != null) {
            return known;
        }
        instructions.add(instruction);
        rates.add(rate(instruction));
        return instructions.size() - 1;
    }

    private Rate rate(Instruction instruction) {
        Rate rate = instruction instanceof Load(_, var broadcast) ? rate(broadcast) : Rate.ONCE;
        for (int operand : instruction.operands()) {
            rate = rates.get(operand).compareTo(rate) > 0 ? rates.get(operand) : rate;
        }
        return rate;
    }

    private static Rate rate(Broadcast broadcast) {
        return switch (broadcast) {
            case SCALAR -> Rate.ONCE;
            case COLUMN -> Rate.PER_ROW;
            case ROW, FULL -> Rate.PER_BLOCK;
        };
    }

    int literal(double value) {
        return add(new Literal(value));
    }

    int bits(long value) {
        return add(new BitLiteral(value));
    }

    int plus(int a, int b) {
        return add(new Combine(Arithmetic.ADD, a, b));
    }

    int minus(int a, int b) {
        return add(new Combine(Arithmetic.SUBTRACT, a, b));
    }

    int times(int a, int b) {
        return add(new Combine(Arithmetic.MULTIPLY, a, b));
    }

    int over(int a, int b) {
        return add(new Combine(Arithmetic.DIVIDE, a, b));
    }

    int fused(int a, int b, int c) {
        return add(new Fused(a, b, c));
    }

    /** x within bounds; NaN stays NaN. */
    int bounded(int x, double lower, double upper) {
        int above = add(new Combine(Arithmetic.MAXIMUM, x, literal(lower)));
        return add(new Combine(Arithmetic.MINIMUM, above, literal(upper)));
    }

    int change(Change change, int x) {
        return add(new Convert(change, x));
    }

    int logic(Logic operation, int a, int b) {
        return add(new CombineBits(operation, a, b));
    }

    int compare(int a, Relation relation, double b) {
        return add(new Compare(relation, a, literal(b)));
    }

    int choose(int mask, int yes, int no) {
        return add(new Choose(mask, yes, no));
    }

    /** {@code c₀ + c₁x + c₂x² + …}. */
    int polynomial(int x, double... coefficients) {
        int y = literal(coefficients[coefficients.length - 1]);
        for (int i = coefficients.length - 2; i >= 0; i--) {
            y = fused(y, x, literal(coefficients[i]));
        }
        return y;
    }

    /** {@code xⁿ} by squaring. */
    int product(int x, int exponent) {
        if (exponent <= 1) {
            return exponent == 0 ? literal(1) : x;
        }
        int half = product(x, exponent / 2);
        int square = times(half, half);
        return exponent % 2 == 0 ? square : times(square, x);
    }
}
