package org.netsmith.training;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Ids that sort by the time they were made: UUIDs of version 7 (RFC 9562). */
final class JobIds {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static long last;

    private JobIds() {}

    static String next(Instant now) {
        long high = stamp(now) << 16 | 0x7000 | RANDOM.nextInt(1 << 12);
        long low = RANDOM.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    /**
     * Milliseconds, never twice the same in one process, so that jobs submitted one after the other keep their order.
     */
    private static synchronized long stamp(Instant now) {
        last = Math.max(last + 1, now.toEpochMilli());
        return last;
    }
}
