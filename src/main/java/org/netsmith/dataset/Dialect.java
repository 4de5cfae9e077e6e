package org.netsmith.dataset;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.netsmith.worker.TaskException;

/** Finds out what stands between fields. */
final class Dialect {

    private static final int HEAD = 1 << 16;
    private static final List<Character> CANDIDATES = List.of(',', '\t', ';', '|');

    private Dialect() {}

    /**
     * The delimiter under which the first lines are most alike; a comma, or a tab where the name says so, if none
     * divides them.
     */
    static char delimiter(Reader reader, String name, char quote) throws IOException {
        char[] head = new char[HEAD];
        int length = 0;
        for (int read; length < HEAD && (read = reader.read(head, length, HEAD - length)) > 0; ) {
            length += read;
        }
        String text = new String(head, 0, length);
        char best = name.toLowerCase(Locale.ROOT).matches(".*\\.(tsv|tab)(\\.gz)?") ? '\t' : ',';
        double bestScore = 0;
        for (char candidate : CANDIDATES) {
            double score = score(widths(text, candidate, quote, length == HEAD));
            if (score > bestScore) {
                best = candidate;
                bestScore = score;
            }
        }
        return best;
    }

    private static List<Integer> widths(String text, char delimiter, char quote, boolean cut) throws IOException {
        List<Integer> widths = new ArrayList<>();
        CsvTokens.Bounds bounds = new CsvTokens.Bounds(delimiter, quote, Integer.MAX_VALUE, Integer.MAX_VALUE);
        try (CsvTokens tokens = new CsvTokens(new StringReader(text), bounds, new Rejection(""))) {
            for (List<String> record = tokens.next(); record != null; record = tokens.next()) {
                widths.add(record.size());
            }
            if (cut && widths.size() > 1) {
                widths.removeLast();
            }
        } catch (TaskException broken) {
            // What came before the broken record still counts.
            return widths;
        }
        return widths;
    }

    private static double score(List<Integer> widths) {
        if (widths.isEmpty()) {
            return 0;
        }
        var byWidth = widths.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        var usual = byWidth.entrySet().stream()
                .max(java.util.Map.Entry.<Integer, Long>comparingByValue()
                        .thenComparing(java.util.Map.Entry.comparingByKey()))
                .orElseThrow();
        double share = (double) usual.getValue() / widths.size();
        double header = widths.getFirst().equals(usual.getKey()) ? 1 : 0.1;
        return usual.getKey() == 1 ? 0 : share * share * header * Math.min(usual.getKey(), 100);
    }
}
