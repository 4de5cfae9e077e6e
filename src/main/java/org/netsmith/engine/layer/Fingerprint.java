package org.netsmith.engine.layer;

import static org.netsmith.engine.layer.LittleEndian.halfWord;
import static org.netsmith.engine.layer.LittleEndian.word;

/**
 * FarmHash's 64-bit fingerprint, which never changes between versions or machines. Bytes of up to 16, 32 and 64 are
 * hashed in ways of their own; longer ones in blocks of 64, the last of which may overlap the one before.
 *
 * @see <a href="https://github.com/google/farmhash">FarmHash, farmhashna</a>
 */
final class Fingerprint {

    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;

    private static final long CONCATENATION = 0xc6a4a7935bd1e995L;

    private static final int BLOCK = 64;
    private static final long SEED = 81;

    private final byte[] bytes;
    private long x = SEED * K2;
    private long y = SEED * K1 + 113;
    private long z;
    private final long[] v = new long[2];
    private final long[] w = new long[2];

    private Fingerprint(byte[] bytes) {
        this.bytes = bytes;
        this.x += word(bytes, 0);
        this.z = shiftMix(y * K2 + 113) * K2;
    }

    static long of(byte[] bytes) {
        if (bytes.length <= 16) {
            return ofUpTo16(bytes, bytes.length);
        }
        if (bytes.length <= 32) {
            return ofUpTo32(bytes, bytes.length);
        }
        return bytes.length <= BLOCK ? ofUpTo64(bytes, bytes.length) : new Fingerprint(bytes).ofBlocks();
    }

    /** The fingerprint of two things from theirs, in order; it is that of TensorFlow, and FarmHash has none. */
    static long concatenated(long first, long second) {
        long result = first ^ CONCATENATION;
        result ^= shiftMix(second * CONCATENATION) * CONCATENATION;
        result *= CONCATENATION;
        result = shiftMix(result) * CONCATENATION;
        return shiftMix(result);
    }

    private static long ofUpTo16(byte[] bytes, int length) {
        long factor = K2 + length * 2L;
        if (length >= 8) {
            long a = word(bytes, 0) + K2;
            long b = word(bytes, length - 8);
            long c = Long.rotateRight(b, 37) * factor + a;
            long d = (Long.rotateRight(a, 25) + b) * factor;
            return mixed(c, d, factor);
        }
        if (length >= 4) {
            return mixed(length + (halfWord(bytes, 0) << 3), halfWord(bytes, length - 4), factor);
        }
        return length == 0 ? K2 : ofUpTo3(bytes, length);
    }

    private static long ofUpTo3(byte[] bytes, int length) {
        long first = (bytes[0] & 0xffL) + ((bytes[length >> 1] & 0xffL) << 8);
        long second = length + ((bytes[length - 1] & 0xffL) << 2);
        return shiftMix(first * K2 ^ second * K0) * K2;
    }

    private static long ofUpTo32(byte[] bytes, int length) {
        long factor = K2 + length * 2L;
        long a = word(bytes, 0) * K1;
        long b = word(bytes, 8);
        long c = word(bytes, length - 8) * factor;
        long d = word(bytes, length - 16) * K2;
        return mixed(
                Long.rotateRight(a + b, 43) + Long.rotateRight(c, 30) + d,
                a + Long.rotateRight(b + K2, 18) + c,
                factor);
    }

    private static long ofUpTo64(byte[] bytes, int length) {
        long factor = K2 + length * 2L;
        long a = word(bytes, 0) * K2;
        long b = word(bytes, 8);
        long c = word(bytes, length - 8) * factor;
        long d = word(bytes, length - 16) * K2;
        long y = Long.rotateRight(a + b, 43) + Long.rotateRight(c, 30) + d;
        long z = mixed(y, a + Long.rotateRight(b + K2, 18) + c, factor);
        long e = word(bytes, 16) * factor;
        long f = word(bytes, 24);
        long g = (y + word(bytes, length - 32)) * factor;
        long h = (z + word(bytes, length - 24)) * factor;
        return mixed(
                Long.rotateRight(e + f, 43) + Long.rotateRight(g, 30) + h, e + Long.rotateRight(f + a, 18) + g, factor);
    }

    private long ofBlocks() {
        int end = (bytes.length - 1) / BLOCK * BLOCK;
        for (int at = 0; at < end; at += BLOCK) {
            absorb(at, K1, 1);
        }
        long factor = K1 + ((z & 0xff) << 1);
        w[0] += (bytes.length - 1) % BLOCK;
        v[0] += w[0];
        w[0] += v[0];
        absorb(bytes.length - BLOCK, factor, 9);
        return mixed(mixed(v[0], w[0], factor) + shiftMix(y) * K0 + z, mixed(v[1], w[1], factor) + x, factor);
    }

    /** @param weight how often what came before counts, 1 but for the last block */
    private void absorb(int at, long factor, long weight) {
        x = Long.rotateRight(x + y + v[0] + word(bytes, at + 8), 37) * factor;
        y = Long.rotateRight(y + v[1] + word(bytes, at + 48), 42) * factor;
        x ^= w[1] * weight;
        y += v[0] * weight + word(bytes, at + 40);
        z = Long.rotateRight(z + w[0], 33) * factor;
        absorbHalf(at, v[1] * factor, x + w[0], v);
        absorbHalf(at + 32, z + w[1], y + word(bytes, at + 16), w);
        long swapped = z;
        z = x;
        x = swapped;
    }

    private void absorbHalf(int at, long seed, long otherSeed, long[] half) {
        long last = word(bytes, at + 24);
        long a = seed + word(bytes, at);
        long b = Long.rotateRight(otherSeed + a + last, 21);
        long c = a;
        a += word(bytes, at + 8) + word(bytes, at + 16);
        b += Long.rotateRight(a, 44);
        half[0] = a + last;
        half[1] = b + c;
    }

    private static long shiftMix(long bits) {
        return bits ^ bits >>> 47;
    }

    private static long mixed(long u, long v, long factor) {
        return shiftMix((v ^ shiftMix((u ^ v) * factor)) * factor) * factor;
    }
}
