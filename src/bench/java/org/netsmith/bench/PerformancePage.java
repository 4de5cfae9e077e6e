package org.netsmith.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code docs/performance.md}: what stands between the markers of a part is written by the run, the rest by hand. */
final class PerformancePage {

    private static final Path PAGE = Path.of("docs/performance.md");

    private PerformancePage() {}

    /** Replaces what stands between {@code <!-- part -->} and {@code <!-- /part -->}. */
    static void write(String part, String text) throws IOException {
        Files.writeString(PAGE, replaced(Files.readString(PAGE), part, text));
    }

    static String replaced(String page, String part, String text) {
        String begin = "<!-- %s -->".formatted(part);
        String end = "<!-- /%s -->".formatted(part);
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("%s must contain %s and then %s".formatted(PAGE, begin, end));
        }
        return page.substring(0, from + begin.length()) + "\n" + text.strip() + "\n" + page.substring(to);
    }
}
