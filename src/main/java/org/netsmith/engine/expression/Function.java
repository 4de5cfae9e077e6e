package org.netsmith.engine.expression;

import java.util.function.DoubleUnaryOperator;

/** A function of one number, written {@code id(x)}; only the minus sign has a notation of its own. */
public enum Function {
    /** {@code -x}. */
    NEGATE("-", x -> -x),
    /** The absolute value; its derivative at 0 is 0. */
    ABS("abs", Math::abs),
    /** −1, 0 or 1. */
    SIGN("sign", Math::signum),
    /** The largest integer that is not above x. */
    FLOOR("floor", Math::floor),
    SQRT("sqrt", Math::sqrt),
    EXP("exp", Math::exp),
    LOG("log", Math::log),
    /** {@code log(1 + x)}, exact near 0. */
    LOG1P("log1p", Math::log1p),
    /** {@code exp(x) - 1}, exact near 0. */
    EXPM1("expm1", Math::expm1),
    TANH("tanh", Math::tanh),
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID("sigmoid", Function::sigmoid),
    /** {@code log(1 + exp(x))}, computed as {@code max(x, 0) + log1p(exp(-abs(x)))}. */
    SOFTPLUS("softplus", x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
    /** The error function, {@code 2/√π ∫₀ˣ exp(-t²) dt}. */
    ERF("erf", Function::erf),
    SIN("sin", Math::sin),
    COS("cos", Math::cos);

    private final String id;
    private final DoubleUnaryOperator value;

    Function(String id, DoubleUnaryOperator value) {
        this.id = id;
        this.value = value;
    }

    /** The name in a formula. */
    public String id() {
        return id;
    }

    /** The value in double precision. */
    public double apply(double x) {
        return value.applyAsDouble(x);
    }

    private static double sigmoid(double x) {
        double exponential = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : exponential) / (1 + exponential);
    }

    private static double erf(double x) {
        double size = Math.abs(x);
        if (Double.isNaN(x)) {
            return x;
        }
        return Math.copySign(size < 2.5 ? erfSeries(size) : 1 - erfcFraction(Math.min(size, 7)), x);
    }

    /** {@code 2/√π exp(-x²) Σ 2ⁿx²ⁿ⁺¹/(2n+1)!!}: all terms are positive, so nothing cancels. */
    private static double erfSeries(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-18; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    /** The continued fraction of {@code 1 - erf(x)}, from its far end. */
    private static double erfcFraction(double x) {
        double tail = x;
        for (int n = 60; n > 0; n--) {
            tail = x + n / 2.0 / tail;
        }
        return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
    }
}
