package org.netsmith.dataset;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What a field's text looks like. */
enum Literal {
    INTEGER,
    /** An integer beyond 2^53, which a double cannot hold exactly. */
    BIG_INTEGER,
    DECIMAL,
    /** An infinity, or a number beyond the range of a double. */
    INFINITE,
    /** 007: rather a code than a number. */
    LEADING_ZERO,
    /** 3,14 */
    DECIMAL_COMMA,
    /** 1,234,567.8 */
    GROUPED,
    /** 1,234: either of the two. */
    COMMA,
    /** true, false */
    LOWER_BOOLEAN,
    /** True, False */
    TITLE_BOOLEAN,
    /** TRUE, FALSE */
    UPPER_BOOLEAN,
    /** An ISO 8601 date, or date and time. */
    DATETIME,
    /** A mark that stands for a missing value where all else is numbers or times. */
    MARK,
    OTHER;

    private static final int SAFE_DIGITS = 15;
    private static final Set<String> MARKS = Set.of(
            "?", "-", "--", ".", "..", "none", "missing", "unknown", "nil", "n.a.", "#n/a", "#null!", "#div/0!",
            "#value!");
    private static final Set<String> INFINITIES = Set.of("inf", "infinity");
    /** What means more than its letters, in lower case. */
    static final Set<String> WORDS = words();

    private static final Pattern LEADING = Pattern.compile("[+-]?0\\d+(\\.\\d*)?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");
    private static final Pattern WITH_DECIMAL_COMMA = Pattern.compile("[+-]?\\d*,\\d+([eE][+-]?\\d{1,9})?");
    private static final Pattern WITH_GROUPS = Pattern.compile("[+-]?[1-9]\\d{0,2}(,\\d{3})+(\\.\\d*)?");

    private static Set<String> words() {
        Set<String> words = new HashSet<>(MARKS);
        words.addAll(INFINITIES);
        words.addAll(Set.of("true", "false"));
        return words;
    }

    static Literal of(String field) {
        String text = field.strip();
        if (text.isEmpty()) {
            return OTHER;
        }
        char first = text.charAt(0);
        if (first >= '0' && first <= '9' || first == '+' || first == '-' || first == '.' || first == ',') {
            return ofDigits(text);
        }
        return text.length() > 9 ? OTHER : ofWord(text);
    }

    private static Literal ofWord(String text) {
        return switch (text) {
            case "true", "false" -> LOWER_BOOLEAN;
            case "True", "False" -> TITLE_BOOLEAN;
            case "TRUE", "FALSE" -> UPPER_BOOLEAN;
            default -> {
                String word = text.toLowerCase(java.util.Locale.ROOT);
                yield INFINITIES.contains(word) ? INFINITE : MARKS.contains(word) ? MARK : OTHER;
            }
        };
    }

    private static Literal ofDigits(String text) {
        if (isInteger(text)) {
            return ofInteger(text);
        }
        if (NUMBER.matcher(text).matches()) {
            return LEADING.matcher(text).matches() ? LEADING_ZERO : ofDecimal(text);
        }
        boolean grouped = WITH_GROUPS.matcher(text).matches();
        if (WITH_DECIMAL_COMMA.matcher(text).matches()) {
            return grouped ? COMMA : DECIMAL_COMMA;
        }
        if (grouped) {
            return GROUPED;
        }
        if (isDatetime(text)) {
            return DATETIME;
        }
        return ofWordAfterSign(text);
    }

    private static Literal ofWordAfterSign(String text) {
        boolean infinite = (text.charAt(0) == '-' || text.charAt(0) == '+')
                && INFINITIES.contains(text.substring(1).toLowerCase(java.util.Locale.ROOT));
        return infinite ? INFINITE : MARKS.contains(text) ? MARK : OTHER;
    }

    private static boolean isInteger(String text) {
        int start = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > start;
    }

    private static Literal ofInteger(String text) {
        int start = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
        int digits = text.length() - start;
        if (digits > 1 && text.charAt(start) == '0') {
            return LEADING_ZERO;
        }
        if (digits <= SAFE_DIGITS) {
            return INTEGER;
        }
        if (Double.isInfinite(Double.parseDouble(text))) {
            return INFINITE;
        }
        return digits <= 18 && Math.abs(Long.parseLong(text)) <= 1L << 53 ? INTEGER : BIG_INTEGER;
    }

    private static Literal ofDecimal(String text) {
        boolean short0 = text.length() < 300 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        return short0 || Double.isFinite(Double.parseDouble(text)) ? DECIMAL : INFINITE;
    }

    private static boolean isDatetime(String text) {
        boolean shaped = text.length() >= 10
                && text.length() <= 40
                && (text.charAt(4) == '-' || text.charAt(4) == '/')
                && text.charAt(7) == text.charAt(4);
        if (!shaped) {
            return false;
        }
        try {
            microseconds(text);
            return true;
        } catch (DateTimeException notOne) {
            return false;
        }
    }

    /** Microseconds since 1970 of a text that is a {@link #DATETIME}; one without an offset is taken as UTC. */
    static long microseconds(String field) {
        String text = field.strip();
        String date = text.substring(0, 10).replace('/', '-');
        if (text.length() == 10) {
            return Math.multiplyExact(LocalDate.parse(date).toEpochDay(), 86_400_000_000L);
        }
        String iso = date + "T" + text.substring(11);
        boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
        if (text.charAt(10) != 'T' && text.charAt(10) != ' ') {
            throw new DateTimeException("no time");
        }
        LocalDateTime time = offset
                ? OffsetDateTime.parse(iso).atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime()
                : LocalDateTime.parse(iso);
        return Math.addExact(
                Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), 1_000_000L), time.getNano() / 1_000);
    }
}
