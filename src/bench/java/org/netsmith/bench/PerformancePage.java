package org.netsmith.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code docs/performance.md} and its like: what stands between the markers of a part is written by the run, the rest by
 * hand.
 */
final class PerformancePage {

    private static final Path PAGE = Path.of("docs/performance.md");

    private PerformancePage() {}

    /** Replaces what stands between {@code <!-- part -->} and {@code <!-- /part -->}. */
    static void write(String part, String text) throws IOException {
        write(PAGE, part, text);
    }

    /** The same on another page. */
    static void write(Path page, String part, String text) throws IOException {
        Files.writeString(page, replaced(Files.readString(page), part, text));
    }

    static String replaced(String page, String part, String text) {
        String begin = "<!-- %s -->".formatted(part);
        String end = "<!-- /%s -->".formatted(part);
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("the page must contain %s and then %s".formatted(begin, end));
        }
        return page.substring(0, from + begin.length()) + "\n" + text.strip() + "\n" + page.substring(to);
    }
}
