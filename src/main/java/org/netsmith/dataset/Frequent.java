package org.netsmith.dataset;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Counts in how many rows a text occurs. Beyond a million different texts, those seen in one row only are forgotten, so
 * that memory is bounded.
 */
final class Frequent {

    private static final int MOST = 1 << 20;

    /** A text in fewer rows is rare, where there are many rows. */
    static final long FEW = 10;

    /** A text in less than one row of so many is rare, where there are few rows. */
    static final long ONE_OF = 100;

    private final Map<String, Long> counts = new HashMap<>();
    private long rows;

    /** How many rows a text must occur in, of so many, to be worth a place of its own. */
    static long enough(long rows) {
        return Math.min(FEW, rows / ONE_OF);
    }

    void add(List<String> texts) {
        rows++;
        for (String text : texts.size() == 1 ? texts : new HashSet<>(texts)) {
            counts.merge(text, 1L, Long::sum);
        }
        if (counts.size() > MOST) {
            counts.values().removeIf(count -> count == 1);
        }
    }

    /** The texts in most rows, but none that is rare, in ascending order. */
    List<String> most(int places) {
        List<String> chosen = counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= enough(rows))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(places)
                .map(Map.Entry::getKey)
                .toList();
        return chosen.stream().sorted(order(chosen)).toList();
    }

    private static Comparator<String> order(List<String> texts) {
        boolean integers = texts.stream().allMatch(text -> text.matches("-?\\d{1,15}"));
        return integers ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder();
    }
}
