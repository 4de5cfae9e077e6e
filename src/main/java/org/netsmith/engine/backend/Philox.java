package org.netsmith.engine.backend;

/**
 * The counter-based generator Philox 4×32-10 (Salmon et al., 2011) as an endless sequence of random numbers that starts
 * at a place. The key is the seed; the counter is made of block, step, epoch, and purpose with stream, so no two places
 * share numbers.
 */
public final class Philox {

    static final int MULTIPLIER_0 = 0xD2511F53;
    static final int MULTIPLIER_1 = 0xCD9E8D57;
    static final int KEY_STEP_0 = 0x9E3779B9;
    static final int KEY_STEP_1 = 0xBB67AE85;
    static final int ROUNDS = 10;

    private static final int STREAM_BITS = 24;
    private static final long LOW = 0xFFFF_FFFFL;

    private final Counter counter;
    private final int[] words = new int[4];
    private int block;
    private int used = 4;

    private Philox(Counter counter) {
        this.counter = counter;
    }

    /** @throws IllegalArgumentException if the stream of the place is negative or above 2²⁴ − 1 */
    public static Philox at(Randomness place) {
        return new Philox(Counter.at(place));
    }

    /** The last word of the counters of a place. */
    static int purposeAndStream(Randomness place) {
        if (place.stream() >>> STREAM_BITS != 0) {
            throw new IllegalArgumentException("stream must be in [0, 2^24), received " + place.stream());
        }
        return place.purpose().ordinal() << STREAM_BITS | place.stream();
    }

    /** Replaces the four words of a counter by random bits. */
    static void encrypt(int key0, int key1, int[] words) {
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = (MULTIPLIER_0 & LOW) * (words[0] & LOW);
            long product1 = (MULTIPLIER_1 & LOW) * (words[2] & LOW);
            words[0] = (int) (product1 >>> 32) ^ words[1] ^ k0;
            words[1] = (int) product1;
            words[2] = (int) (product0 >>> 32) ^ words[3] ^ k1;
            words[3] = (int) product0;
            k0 += KEY_STEP_0;
            k1 += KEY_STEP_1;
        }
    }

    /** The next 32 random bits. */
    public int nextBits() {
        if (used == words.length) {
            counter.block(block++, words);
            used = 0;
        }
        return words[used++];
    }

    /** Uniform in {@code [0, bound)}: numbers that would favour small results are drawn again. */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1, received " + bound);
        }
        long product = (nextBits() & LOW) * bound;
        long unfair = (LOW + 1 - bound) % bound;
        while ((product & LOW) < unfair) {
            product = (nextBits() & LOW) * bound;
        }
        return (int) (product >>> 32);
    }

    /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
    public double nextDouble() {
        return toDouble(nextBits(), nextBits());
    }

    static double toDouble(int high, int low) {
        return (((long) high << 32 | low & LOW) >>> 11) * 0x1p-53;
    }

    static float toFloat(int bits) {
        return (bits >>> 8) * 0x1p-24f;
    }

    /**
     * Normal with mean 0 and standard deviation 1, by the transform of Box and Muller; the same bits on every machine.
     */
    public double nextNormal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /**
     * Normal with mean 0 and standard deviation 1 before numbers beyond ±2 are drawn again; what is left deviates by
     * 0.8796.
     */
    public double nextTruncatedNormal() {
        double normal = nextNormal();
        while (Math.abs(normal) > 2) {
            normal = nextNormal();
        }
        return normal;
    }

    /** The numbers 0 to {@code n - 1} in random order, each order being equally likely. */
    public static int[] permutation(int n, Randomness place) {
        Philox random = at(place);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
