package org.netsmith.engine.optimizer;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression from outside that is looked for in the path of a weight. What it may cost is bounded: a pattern
 * that tries too much is refused, for its time may grow exponentially.
 */
record PathPattern(Pattern pattern) {

    private static final int MAXIMUM_LENGTH = 200;
    private static final int MAXIMUM_READS = 1_000_000;

    /** @throws IllegalArgumentException if the text is no regular expression or too long */
    static PathPattern of(String text) {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("expected a pattern of at most %d characters, received %d"
                    .formatted(MAXIMUM_LENGTH, text.length()));
        }
        try {
            return new PathPattern(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "expected a regular expression, received '%s': %s".formatted(text, e.getDescription()), e);
        }
    }

    /** Whether it matches some part of the path. */
    boolean isIn(String path) {
        try {
            return pattern.matcher(new Bounded(path, new int[1])).find();
        } catch (StackOverflowError | Exhausted e) {
            throw new IllegalArgumentException(
                    "the pattern '%s' takes too much on a path of %d characters"
                            .formatted(pattern.pattern(), path.length()),
                    e);
        }
    }

    /** Thrown by {@link Bounded} when it was read too often. */
    private static final class Exhausted extends RuntimeException {}

    /** Text that counts how often it is read. */
    private record Bounded(String text, int[] reads) implements CharSequence {

        @Override
        public char charAt(int index) {
            if (++reads[0] > MAXIMUM_READS) {
                throw new Exhausted();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Bounded(text.substring(start, end), reads);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
