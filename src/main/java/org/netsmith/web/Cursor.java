package org.netsmith.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for: {@code ?limit=50&cursor=…}.
 *
 * @param limit how many items, 1 to 500, 50 by default
 * @param after the position of the last item of the page before, as the list's owner wrote it; empty for the first page
 */
public record Cursor(int limit, Optional<String> after) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;

    /** Reads the two query parameters; a 400 where one of them cannot be. */
    public static Cursor of(@Nullable Integer limit, @Nullable String cursor) {
        if (limit != null && (limit < 1 || limit > MOST)) {
            throw malformed("limit", "must be between 1 and " + MOST + ", received " + limit);
        }
        return new Cursor(
                limit == null ? DEFAULT_LIMIT : limit,
                Optional.ofNullable(cursor).map(Cursor::decode));
    }

    /** How many rows to read: one more than fits, to learn whether there is another page. */
    public int fetch() {
        return limit + 1;
    }

    /**
     * Makes a page of what was read.
     *
     * @param rows at most {@link #fetch()} items behind {@link #after()}
     * @param position what the next page's {@link #after()} is to be, given this page's last item
     */
    public <T> Page<T> page(List<T> rows, Function<T, String> position) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, limit);
        return new Page<>(items, encode(position.apply(items.getLast())));
    }

    private static String encode(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("1" + position).getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith("1") && encode(text.substring(1)).equals(cursor)) {
                return text.substring(1);
            }
        } catch (IllegalArgumentException e) {
            // Not ours, as below.
        }
        throw malformed("cursor", "must be the next_cursor of the page before, unchanged");
    }

    private static ProblemException malformed(String parameter, String detail) {
        return new ProblemException(
                ProblemType.MALFORMED_REQUEST,
                "The query parameter '" + parameter + "' " + detail + ".",
                List.of(),
                Map.of("parameter", parameter));
    }
}
