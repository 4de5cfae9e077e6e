package org.netsmith.dataset;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant. */
final class Nearest {

    private Nearest() {}

    /** The end of a sentence: {@code ; did you mean "species"?}, or a full stop where no name is close. */
    static String hint(String name, Collection<String> names) {
        return closest(name, names).map("; did you mean \"%s\"?"::formatted).orElse(".");
    }

    private static Optional<String> closest(String name, Collection<String> names) {
        int limit = Math.max(1, Math.min(name.length(), 64) / 3);
        return names.stream()
                .limit(4096)
                .filter(other -> Math.abs(other.length() - name.length()) <= limit)
                .filter(other -> distance(name, other) <= limit)
                .min(Comparator.comparingInt(other -> distance(name, other)));
    }

    /** The number of letters to insert, delete or replace, letter case aside. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                boolean same = Character.toLowerCase(from.charAt(i - 1)) == Character.toLowerCase(to.charAt(j - 1));
                int next = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }
        return row[row.length - 1];
    }
}
