package org.netsmith.engine.backend;

import static org.netsmith.engine.backend.Instruction.Change.ABSOLUTE;
import static org.netsmith.engine.backend.Instruction.Change.FROM_BITS;
import static org.netsmith.engine.backend.Instruction.Change.NEGATE;
import static org.netsmith.engine.backend.Instruction.Change.ROOT;
import static org.netsmith.engine.backend.Instruction.Change.TO_BITS;
import static org.netsmith.engine.expression.Condition.Relation.EQUAL;
import static org.netsmith.engine.expression.Condition.Relation.GREATER;
import static org.netsmith.engine.expression.Condition.Relation.GREATER_OR_EQUAL;
import static org.netsmith.engine.expression.Condition.Relation.LESS;
import static org.netsmith.engine.expression.Condition.Relation.NOT_EQUAL;

import org.netsmith.engine.backend.Instruction.Arithmetic;
import org.netsmith.engine.backend.Instruction.Both;
import org.netsmith.engine.backend.Instruction.Combine;
import org.netsmith.engine.backend.Instruction.Compare;
import org.netsmith.engine.backend.Instruction.Either;
import org.netsmith.engine.backend.Instruction.Logic;
import org.netsmith.engine.backend.Instruction.Neither;
import org.netsmith.engine.backend.Instruction.Reduce;
import org.netsmith.engine.backend.Instruction.ShiftLeft;
import org.netsmith.engine.backend.Instruction.ShiftRight;
import org.netsmith.engine.backend.Precision.Part;
import org.netsmith.engine.expression.Function;

/**
 * The functions of the formula language as steps, within about 2 units in the last place. They consist of exactly
 * rounded operations only, so the interpreter and every compiler give the same bits, which the transcendental operators
 * of the Vector API do not. They are written into each kernel, because a call that the JIT does not inline costs more
 * than the function.
 */
final class VectorMath {

    private final Steps steps;
    private final Precision precision;

    VectorMath(Steps steps, Precision precision) {
        this.steps = steps;
        this.precision = precision;
    }

    int apply(Function function, int x) {
        return switch (function) {
            case NEGATE -> steps.change(NEGATE, x);
            case ABS -> steps.change(ABSOLUTE, x);
            case SQRT -> steps.change(ROOT, x);
            case SIGN -> sign(x);
            case FLOOR -> floor(x);
            case EXP -> exp(x);
            case LOG -> log(x);
            case LOG1P -> log1p(x);
            case EXPM1 -> expm1(x);
            case TANH -> tanh(x);
            case SIGMOID -> sigmoid(x);
            case SOFTPLUS -> softplus(x);
            case ERF -> erf(x);
            case SIN -> circular(Function.SIN, x, 0);
            case COS -> circular(Function.COS, x, 1);
        };
    }

    private int sign(int x) {
        int negative = steps.choose(steps.compare(x, LESS, 0), literal(-1), x);
        return steps.choose(steps.compare(x, GREATER, 0), literal(1), negative);
    }

    /** Rounded to the nearest by adding 2ᶠ to the size, then put right; beyond 2ᶠ every number is whole. */
    private int floor(int x) {
        double whole = Math.scalb(1.0, precision.fraction);
        int size = steps.change(ABSOLUTE, x);
        int nearest = withSign(steps.minus(steps.plus(size, literal(whole)), literal(whole)), x);
        int above = steps.add(new Compare(GREATER, nearest, x));
        int below = steps.choose(above, steps.minus(nearest, literal(1)), nearest);
        return steps.choose(steps.compare(size, LESS, whole), below, x);
    }

    /** {@code exp(n log 2 + r) = 2ⁿ exp(r)}, scaled in two steps because 2ⁿ itself may be out of range. */
    private int exp(int x) {
        int bounded = steps.bounded(x, precision.lowest, precision.highest);
        int rounded = quotient(bounded);
        return scaled(steps.plus(expm1Near(remainder(bounded, rounded)), literal(1)), rounded);
    }

    /** {@code exp(high + low)} for a low part that only corrects. */
    private int exp(int high, int low) {
        int bounded = steps.bounded(high, precision.lowest, precision.highest);
        int rounded = quotient(bounded);
        int r = steps.plus(remainder(bounded, rounded), low);
        return scaled(steps.plus(expm1Near(r), literal(1)), rounded);
    }

    /** {@code 2(p·½2ⁿ + (½2ⁿ - ½))}, where p is {@code exp(r) - 1}. */
    private int expm1(int x) {
        int bounded = steps.bounded(x, -40, precision.highest);
        int rounded = quotient(bounded);
        int half = powerOfTwo(steps.logic(Logic.SUBTRACT, exponent(rounded), steps.bits(1)));
        int p = expm1Near(remainder(bounded, rounded));
        return steps.times(steps.fused(p, half, steps.minus(half, literal(0.5))), literal(2));
    }

    /** x/log 2 as an integer in the low bits. */
    private int quotient(int x) {
        return steps.fused(x, literal(1 / Math.log(2)), literal(precision.rounder()));
    }

    private int remainder(int x, int rounded) {
        int n = steps.minus(rounded, literal(precision.rounder()));
        double[] log2 = precision.parts(Part.LOG_2);
        return steps.fused(n, literal(-log2[1]), steps.fused(n, literal(-log2[0]), x));
    }

    private int expm1Near(int r) {
        return steps.fused(polynomial(r, Part.EXPM1), steps.times(r, r), r);
    }

    private int scaled(int x, int rounded) {
        int n = exponent(rounded);
        int half = steps.add(new ShiftRight(n, 1));
        int rest = steps.logic(Logic.SUBTRACT, n, half);
        return steps.times(steps.times(x, powerOfTwo(half)), powerOfTwo(rest));
    }

    private int exponent(int rounded) {
        return steps.logic(Logic.SUBTRACT, steps.change(TO_BITS, rounded), steps.bits(precision.rounderBits()));
    }

    private int powerOfTwo(int n) {
        int biased = steps.logic(Logic.ADD, n, steps.bits(precision.bias));
        return steps.change(FROM_BITS, steps.add(new ShiftLeft(biased, precision.fraction)));
    }

    private int log(int x) {
        double[] log2 = precision.parts(Part.LOG_2);
        int k = logExponent(x);
        int f = logFraction(x);
        int s = steps.over(f, steps.plus(f, literal(2)));
        int z = steps.times(s, s);
        int square = steps.times(steps.times(f, f), literal(0.5));
        int small = steps.times(s, steps.plus(square, steps.times(polynomial(z, Part.LOG), z)));
        int low = steps.minus(steps.plus(small, steps.times(k, literal(log2[1]))), square);
        return atEnds(x, steps.plus(steps.plus(low, f), steps.times(k, literal(log2[0]))), true);
    }

    /** The logarithm's limits at 0 and infinity, and NaN below 0 if asked for. */
    private int atEnds(int x, int y, boolean signed) {
        int zero = steps.choose(steps.compare(x, EQUAL, 0), literal(Double.NEGATIVE_INFINITY), y);
        int infinite = steps.compare(x, EQUAL, Double.POSITIVE_INFINITY);
        int ends = steps.choose(infinite, literal(Double.POSITIVE_INFINITY), zero);
        return signed ? steps.choose(steps.compare(x, GREATER_OR_EQUAL, 0), ends, literal(Double.NaN)) : ends;
    }

    /** The bits of x above those of √½, subnormal numbers made normal. */
    private int logBits(int x) {
        int normal = steps.times(x, literal(Math.scalb(1.0, precision.fraction)));
        int bits = steps.change(TO_BITS, steps.choose(steps.compare(x, LESS, precision.smallestNormal), normal, x));
        return steps.logic(Logic.SUBTRACT, bits, steps.bits(precision.rootHalf));
    }

    /** k of {@code x = 2ᵏ(1 + f)}, √½ ≤ 1 + f < √2. */
    private int logExponent(int x) {
        int shifted = steps.add(new ShiftRight(logBits(x), precision.fraction));
        int rounded = steps.change(FROM_BITS, steps.logic(Logic.ADD, shifted, steps.bits(precision.rounderBits())));
        int k = steps.minus(rounded, literal(precision.rounder()));
        int subnormal = steps.minus(k, literal(precision.fraction));
        return steps.choose(steps.compare(x, LESS, precision.smallestNormal), subnormal, k);
    }

    private int logFraction(int x) {
        int mantissa = steps.logic(Logic.AND, logBits(x), steps.bits((1L << precision.fraction) - 1));
        int scaled = steps.logic(Logic.ADD, mantissa, steps.bits(precision.rootHalf));
        return steps.minus(steps.change(FROM_BITS, scaled), literal(1));
    }

    /** The logarithm of the rounded sum, corrected by what rounding lost. */
    private int log1p(int x) {
        int sum = steps.plus(x, literal(1));
        int part = steps.minus(sum, literal(1));
        int lost = steps.plus(steps.minus(literal(1), steps.minus(sum, part)), steps.minus(x, part));
        int correction = steps.over(lost, sum);
        int undefined = steps.add(new Compare(NOT_EQUAL, correction, correction));
        return steps.plus(log(sum), steps.choose(undefined, literal(0), correction));
    }

    /** {@code -expm1(-2|x|) / (expm1(-2|x|) + 2)} with the sign of x. */
    /**
     * With {@code q = exp(-2|x|)}: near 0 {@code (1 - q)/(1 + q)} from {@code expm1}, elsewhere {@code 1 - 2q/(1 + q)},
     * where what is subtracted is small and so are its errors.
     */
    private int tanh(int x) {
        int size = steps.change(ABSOLUTE, x);
        int bounded = steps.bounded(steps.times(size, literal(-2)), -40, 0);
        int rounded = quotient(bounded);
        int half = powerOfTwo(steps.logic(Logic.SUBTRACT, exponent(rounded), steps.bits(1)));
        int p = expm1Near(remainder(bounded, rounded));
        int minusOne = steps.times(steps.fused(p, half, steps.minus(half, literal(0.5))), literal(2));
        int whole = steps.times(steps.fused(p, half, half), literal(2));
        int far = steps.compare(size, GREATER, 0.55);
        int numerator = steps.choose(far, steps.times(whole, literal(2)), steps.change(NEGATE, minusOne));
        int denominator = steps.choose(far, steps.plus(whole, literal(1)), steps.plus(minusOne, literal(2)));
        int quotient = steps.over(numerator, denominator);
        return withSign(steps.choose(far, steps.minus(literal(1), quotient), quotient), x);
    }

    private int sigmoid(int x) {
        int e = expOfMinusSize(x);
        int numerator = steps.choose(steps.compare(x, LESS, 0), e, literal(1));
        return steps.over(numerator, steps.plus(e, literal(1)));
    }

    private int softplus(int x) {
        int positive = steps.add(new Combine(Arithmetic.MAXIMUM, x, literal(0)));
        return steps.plus(positive, log1p(expOfMinusSize(x)));
    }

    private int expOfMinusSize(int x) {
        return exp(steps.change(NEGATE, steps.change(ABSOLUTE, x)));
    }

    /** Near 0 a polynomial in x², elsewhere {@code 1 - exp(polynomial)}. */
    private int erf(int x) {
        int size = steps.change(ABSOLUTE, x);
        int near = steps.fused(polynomial(steps.times(x, x), Part.ERF_NEAR), x, x);
        int t = steps.bounded(size, 0, precision.erfOne);
        int exponent = steps.fused(polynomial(t, Part.ERF_FAR), t, t);
        int far = withSign(steps.minus(literal(1), exp(steps.change(NEGATE, exponent))), x);
        return steps.choose(steps.compare(size, GREATER, precision.erfBorder), far, near);
    }

    /** The sine of x plus so many quarter turns. */
    private int circular(Function function, int x, int quarters) {
        int rounded = steps.fused(x, literal(2 / Math.PI), literal(precision.rounder()));
        int r = angle(x, steps.minus(rounded, literal(precision.rounder())));
        int s = steps.times(r, r);
        int sine = steps.fused(polynomial(s, Part.SIN), steps.times(s, r), r);
        int cosine = polynomial(s, Part.COS);
        int quadrant = steps.logic(Logic.ADD, steps.change(TO_BITS, rounded), steps.bits(quarters));
        int odd = steps.compare(moved(quadrant, 1), NOT_EQUAL, 0);
        int size = steps.change(TO_BITS, steps.choose(odd, cosine, sine));
        int sign = steps.change(TO_BITS, moved(quadrant, 2));
        int near = steps.change(FROM_BITS, steps.logic(Logic.EXCLUSIVE_OR, size, sign));
        int far = steps.compare(steps.change(ABSOLUTE, x), GREATER, precision.farAngle);
        return steps.add(new Reduce(function, x, near, far));
    }

    private int angle(int x, int n) {
        int r = x;
        for (double part : precision.parts(Part.HALF_PI)) {
            r = steps.fused(n, literal(-part), r);
        }
        return r;
    }

    /** One of the two lowest bits, moved to the top: 2 or 0 for the first, the sign for the second. */
    private int moved(int bits, int bit) {
        int places = precision == Precision.SINGLE ? 30 : 62;
        int masked = steps.logic(Logic.AND, bits, steps.bits(bit));
        return steps.change(FROM_BITS, steps.add(new ShiftLeft(masked, places)));
    }

    /** {@code exp(y log|x|)} with the logarithm and the product in two parts each. */
    int pow(int x, int y) {
        int size = steps.change(ABSOLUTE, x);
        int tail = logTail(size);
        int sum = logSum(size);
        int high = atEnds(size, steps.plus(sum, tail), false);
        int low = steps.minus(tail, steps.minus(steps.plus(sum, tail), sum));
        int product = steps.times(y, high);
        int lost = steps.fused(y, high, steps.change(NEGATE, product));
        int correction = steps.plus(lost, steps.times(y, low));
        int outside = steps.compare(steps.change(ABSOLUTE, product), GREATER, 2 * precision.highest);
        return powSpecial(x, y, exp(product, steps.choose(outside, literal(0), correction)));
    }

    private int powSpecial(int x, int y, int power) {
        int whole = steps.add(new Compare(EQUAL, floor(y), y));
        int half = steps.times(y, literal(0.5));
        int odd = steps.add(new Both(whole, steps.add(new Compare(NOT_EQUAL, floor(half), half))));
        int finite = steps.compare(x, GREATER, Double.NEGATIVE_INFINITY);
        int negative = steps.add(new Both(steps.compare(x, LESS, 0), finite));
        int impossible = steps.add(new Both(negative, steps.add(new Neither(whole))));
        int undefined = steps.add(new Either(steps.add(new Compare(NOT_EQUAL, x, x)), impossible));
        int signed = steps.choose(odd, withSign(power, x), power);
        int defined = steps.choose(undefined, literal(Double.NaN), signed);
        return steps.choose(steps.compare(y, EQUAL, 0), literal(1), defined);
    }

    /** The two largest parts of {@code log x}: k·log 2 and 2s with s = f/(2+f). */
    private int logSum(int x) {
        int big = steps.times(logExponent(x), literal(precision.parts(Part.LOG_2)[0]));
        int f = logFraction(x);
        return steps.plus(big, steps.times(steps.over(f, steps.plus(f, literal(2))), literal(2)));
    }

    /** {@code log x} less {@link #logSum}. */
    private int logTail(int x) {
        double[] log2 = precision.parts(Part.LOG_2);
        int k = logExponent(x);
        int f = logFraction(x);
        int divisor = steps.plus(f, literal(2));
        int s = steps.over(f, divisor);
        int lost = steps.times(s, steps.minus(f, steps.minus(divisor, literal(2))));
        int sLow = steps.over(steps.minus(steps.fused(s, steps.change(NEGATE, divisor), f), lost), divisor);
        int z = steps.times(s, s);
        int series = steps.times(polynomial(z, Part.LOG_RATIO), steps.times(z, s));
        int twice = steps.times(s, literal(2));
        int sumLow = steps.minus(twice, steps.minus(logSum(x), steps.times(k, literal(log2[0]))));
        int small = steps.plus(steps.plus(steps.times(sLow, literal(2)), series), steps.times(k, literal(log2[1])));
        return steps.plus(sumLow, small);
    }

    private int withSign(int size, int sign) {
        long bit = precision.signBit();
        int magnitude = steps.logic(Logic.AND, steps.change(TO_BITS, size), steps.bits(~bit));
        int signed = steps.logic(Logic.AND, steps.change(TO_BITS, sign), steps.bits(bit));
        return steps.change(FROM_BITS, steps.logic(Logic.OR, magnitude, signed));
    }

    private int polynomial(int x, Part part) {
        return steps.polynomial(x, precision.parts(part));
    }

    private int literal(double value) {
        return steps.literal(value);
    }
}
