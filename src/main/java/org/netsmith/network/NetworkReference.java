package org.netsmith.network;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code name}, the newest version, or {@code name@3}. */
record NetworkReference(String name, OptionalInt version) {

    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    private static final Pattern REFERENCE = Pattern.compile("(" + NAME + ")(?:@([1-9][0-9]{0,8}))?");

    static Optional<NetworkReference> parse(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String version = matcher.group(2);
        return Optional.of(new NetworkReference(
                matcher.group(1), version == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(version))));
    }

    static boolean isName(String text) {
        return text.matches(NAME);
    }
}
