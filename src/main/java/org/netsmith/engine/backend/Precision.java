package org.netsmith.engine.backend;

/**
 * The numbers that the functions of one element type are made of. Polynomials are minimax fits whose error is far below
 * half a unit in the last place; logarithms use the ones of fdlibm.
 */
enum Precision {
    SINGLE(23, 127, 0x3f3504f3L, Float.MIN_NORMAL, -104, 89, 4, 1e5, 0.927734375) {
        @Override
        double[] parts(Part part) {
            return switch (part) {
                case LOG_2 -> new double[] {0.693145751953125, 1.428606765330187e-6};
                case HALF_PI -> new double[] {1.5707963705062866, -4.371138828673793e-8, -1.7151245100058819e-15};
                case EXPM1 ->
                    new double[] {
                        0.5,
                        0.1666666567325592,
                        0.041666362434625626,
                        0.00833339337259531,
                        0.0013940593926236033,
                        1.9844126654788852e-4
                    };
                case LOG -> new double[] {0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841};
                case LOG_RATIO ->
                    new double[] {0.6666666269302368, 0.4000033736228943, 0.28537243604660034, 0.23583564162254333};
                case ERF_NEAR ->
                    new double[] {
                        1.28379166e-1, -3.76125336e-1, 1.12819925e-1, -2.67681349e-2, 4.99119423e-3, -5.96761703e-4
                    };
                case ERF_FAR ->
                    new double[] {
                        1.28717512e-1,
                        6.34846687e-1,
                        1.06777877e-1,
                        -2.42546219e-2,
                        3.88396438e-3,
                        -3.83197126e-4,
                        1.72853470e-5
                    };
                case SIN -> new double[] {-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4};
                case COS -> new double[] {1, -0.5, 4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5};
            };
        }
    },

    DOUBLE(52, 1023, 0x3fe6a09e667f3bcdL, Double.MIN_NORMAL, -746, 710, 6, 1e9, 1) {
        @Override
        double[] parts(Part part) {
            return switch (part) {
                case LOG_2 -> new double[] {0.6931471805592082, 7.371002565167799e-13};
                case HALF_PI -> new double[] {1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33};
                case EXPM1 ->
                    new double[] {
                        0.5,
                        0.16666666666666677,
                        0.041666666666666505,
                        0.00833333333332165,
                        0.0013888888888963374,
                        1.9841269886084292e-4,
                        2.4801587171102232e-5,
                        2.75572442444724e-6,
                        2.7557403549952905e-7,
                        2.5109027477074134e-8,
                        2.0875128257616373e-9
                    };
                case LOG ->
                    new double[] {
                        6.666666666666735130e-1,
                        3.999999999940941908e-1,
                        2.857142874366239149e-1,
                        2.222219843214978396e-1,
                        1.818357216161805012e-1,
                        1.531383769920937332e-1,
                        1.479819860511658591e-1
                    };
                case LOG_RATIO ->
                    new double[] {
                        0.6666666666666666, 0.39999999999999936, 0.2857142857145888, 0.22222222215286108,
                        0.18181819079023906, 0.15384545395162713, 0.13336687992081037, 0.11668325453961578,
                        0.12036655106804024
                    };
                case ERF_NEAR ->
                    new double[] {
                        0.12837916709551256, -0.3761263890318352, 0.11283791670944189, -0.02686617064311238,
                        0.005223977606128004, -8.548325929845636e-4, 1.2055293594493553e-4, -1.4924712665291995e-5,
                        1.6447136294690147e-6, -1.620635135311938e-7, 1.3711147713237949e-8, -7.779787446466367e-10
                    };
                case ERF_FAR ->
                    new double[] {
                        0.1283791077142401,
                        0.6366202816252604,
                        0.10277070342189659,
                        -0.019124639211965947,
                        -2.1262742912641586e-4,
                        0.0016933935403844887,
                        -5.754501914346919e-4,
                        -3.57654614981236e-7,
                        9.510948572719501e-5,
                        -5.5857021817841686e-5,
                        2.0282524229291622e-5,
                        -5.3647874371774576e-6,
                        1.073423314922179e-6,
                        -1.622037075987781e-7,
                        1.802606415818069e-8,
                        -1.393205747262019e-9,
                        6.69477749783731e-11,
                        -1.5062776206598869e-12
                    };
                case SIN ->
                    new double[] {
                        -1.66666666666666324348e-1,
                        8.33333333332248946124e-3,
                        -1.98412698298579493134e-4,
                        2.75573137070700676789e-6,
                        -2.50507602534068634195e-8,
                        1.58969099521155010221e-10
                    };
                case COS ->
                    new double[] {
                        1,
                        -0.5,
                        4.16666666666666019037e-2,
                        -1.38888888888741095749e-3,
                        2.48015872894767294178e-5,
                        -2.75573143513906633035e-7,
                        2.08757232129817482790e-9,
                        -1.13596475577881948265e-11
                    };
            };
        }
    };

    /** A number in several parts, or the coefficients of a polynomial. */
    enum Part {
        /** log 2; the first part times an exponent is exact. */
        LOG_2,
        /** π/2 in three parts. */
        HALF_PI,
        /** {@code (exp(r) - 1 - r)/r²} for |r| ≤ ½ log 2. */
        EXPM1,
        /** {@code (log((1+s)/(1-s)) - 2s)/s} in s², as fdlibm has it. */
        LOG,
        /** {@code (log((1+s)/(1-s)) - 2s)/s³} in s². */
        LOG_RATIO,
        /** {@code erf(x)/x - 1} in x². */
        ERF_NEAR,
        /** {@code -log(1 - erf(t))/t - 1}. */
        ERF_FAR,
        /** {@code (sin(r) - r)/r³} in r², |r| ≤ π/4. */
        SIN,
        /** {@code cos(r)} in r². */
        COS
    }

    /** How many bits the fraction has. */
    final int fraction;
    /** What is added to an exponent. */
    final int bias;
    /** The bits of √½, where the mantissas of logarithms start. */
    final long rootHalf;

    final double smallestNormal;
    /** Below this exp is 0. */
    final double lowest;
    /** Above this exp is infinite. */
    final double highest;
    /** From here on erf is 1. */
    final double erfOne;
    /** Up to here three parts of π/2 reduce an angle exactly enough. */
    final double farAngle;
    /** Where the two polynomials of erf meet. */
    final double erfBorder;

    Precision(
            int fraction,
            int bias,
            long rootHalf,
            double smallestNormal,
            double lowest,
            double highest,
            double erfOne,
            double farAngle,
            double erfBorder) {
        this.fraction = fraction;
        this.bias = bias;
        this.rootHalf = rootHalf;
        this.smallestNormal = smallestNormal;
        this.lowest = lowest;
        this.highest = highest;
        this.erfOne = erfOne;
        this.farAngle = farAngle;
        this.erfBorder = erfBorder;
    }

    abstract double[] parts(Part part);

    static Precision of(DType type) {
        return switch (type) {
            case FLOAT32 -> SINGLE;
            case FLOAT64 -> DOUBLE;
            case STRING -> throw type.noNumbers();
        };
    }

    /** 1.5·2ᶠ: adding it rounds to an integer, which then stands in the low bits. */
    double rounder() {
        return 1.5 * Math.scalb(1.0, fraction);
    }

    long rounderBits() {
        return switch (this) {
            case SINGLE -> Float.floatToRawIntBits((float) rounder());
            case DOUBLE -> Double.doubleToRawLongBits(rounder());
        };
    }

    long signBit() {
        return switch (this) {
            case SINGLE -> Integer.MIN_VALUE;
            case DOUBLE -> Long.MIN_VALUE;
        };
    }
}
