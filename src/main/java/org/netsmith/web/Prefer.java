package org.netsmith.web;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Prefer} header of RFC 7240, of which one preference is known: {@code wait=N}, in seconds, at most 60. A
 * preference that is not understood is ignored, as the RFC wants it. As a parameter: {@code @RequestHeader(required =
 * false) @Nullable Prefer prefer}.
 */
public record Prefer(Optional<Duration> waiting) {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?=$|[,;])", Pattern.CASE_INSENSITIVE);

    public static Prefer of(String header) {
        Matcher matcher = WAIT.matcher(header);
        return new Prefer(matcher.find() ? Optional.of(atMost(Long.parseLong(matcher.group(1)))) : Optional.empty());
    }

    /** How long a call may wait: what the header says, else what the operation does by itself. */
    public static Duration waitOf(@Nullable Prefer prefer, Duration otherwise) {
        return prefer == null ? otherwise : prefer.waiting().orElse(otherwise);
    }

    private static Duration atMost(long seconds) {
        return seconds > LONGEST.toSeconds() ? LONGEST : Duration.ofSeconds(seconds);
    }
}
