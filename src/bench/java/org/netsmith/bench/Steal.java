package org.netsmith.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What other virtual machines took of this one's processors since a moment, as Linux tells it: where it is much, times
 * say little and ratios not much more.
 */
final class Steal {

    private static final Path STATISTICS = Path.of("/proc/stat");

    /** Of user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int COUNTS = 8;

    private final Optional<long[]> start = counts();

    /** For people; empty where it cannot be known. */
    String line() {
        return start.flatMap(before -> counts().map(now -> line(share(before, now))))
                .orElse("");
    }

    private static String line(double share) {
        return "Other machines had %.0f %% of these processors' time meanwhile.".formatted(share * 100);
    }

    static double share(long[] before, long[] now) {
        long steal = now[COUNTS - 1] - before[COUNTS - 1];
        long all = Arrays.stream(now).sum() - Arrays.stream(before).sum();
        return all == 0 ? 0 : (double) steal / all;
    }

    private static Optional<long[]> counts() {
        try (var lines = Files.lines(STATISTICS)) {
            return lines.findFirst()
                    .map(line -> Arrays.stream(line.split(" +"))
                            .skip(1)
                            .limit(COUNTS)
                            .mapToLong(Long::parseLong)
                            .toArray());
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }
}
