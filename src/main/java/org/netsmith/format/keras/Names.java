package org.netsmith.format.keras;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How Keras turns class names into ids, and which name somebody probably meant. */
final class Names {

    private static final Pattern WORD = Pattern.compile("(.)([A-Z][a-z]+)");
    private static final Pattern HUMP = Pattern.compile("([a-z])([A-Z])");
    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

    private Names() {}

    /**
     * Keras' {@code to_snake_case}: {@code BatchNormalization} is {@code batch_normalization}, {@code ReLU} is {@code
     * re_lu}.
     */
    static String snakeCase(String className) {
        String words = WORD.matcher(className).replaceAll("$1_$2");
        return HUMP.matcher(words).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }

    /** The JSON key of a record component: {@code kernelInitializer} is {@code kernel_initializer}. */
    static String key(String component) {
        return CAPITAL.matcher(component).replaceAll("_$1").toLowerCase(Locale.ROOT);
    }

    /** {@code "; did you mean 'Dense'?"}, or nothing where no candidate is near. */
    static String hint(String name, Collection<String> candidates) {
        return nearest(name, candidates)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
    }

    private static Optional<String> nearest(String name, Collection<String> candidates) {
        if (name.length() > 64) {
            return Optional.empty();
        }
        int allowed = 1 + name.length() / 4;
        return candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - name.length()) <= allowed)
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> distance(name, candidate) <= allowed);
    }

    /** Edits (insert, delete, replace) between two names, whatever their case. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
