package org.netsmith.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code iris} (its newest version), {@code iris@3} or {@code iris@champion}. */
sealed interface ModelReference {

    Pattern REFERENCE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,127})(?:@([A-Za-z0-9][A-Za-z0-9._-]{0,127}))?");
    Pattern NUMBER = Pattern.compile("[0-9]+");

    String name();

    record Newest(String name) implements ModelReference {}

    record Numbered(String name, int version) implements ModelReference {}

    record Aliased(String name, String alias) implements ModelReference {}

    /** Empty where the text is no reference, or a number in it is larger than any version can be. */
    static Optional<ModelReference> parse(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1);
        String suffix = matcher.group(2);
        if (suffix == null) {
            return Optional.of(new Newest(name));
        }
        return NUMBER.matcher(suffix).matches() ? numbered(name, suffix) : Optional.of(new Aliased(name, suffix));
    }

    private static Optional<ModelReference> numbered(String name, String digits) {
        try {
            return Optional.of(new Numbered(name, Integer.parseInt(digits)));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }
}
