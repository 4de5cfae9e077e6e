package org.netsmith.dataset;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/**
 * Parts of a date and time, each standardised as in {@link Encoder.Standardize}, and cycles, each as sine and cosine,
 * so that the last day of a year is near to the first.
 *
 * @param missing {@code fill} is in milliseconds since 1970
 */
public record Dates(List<Part> parts, List<TimePart> cycles, Gap missing) implements Encoder {

    /** A part and its mean and standard deviation, null until they are learnt. */
    public record Part(
            TimePart part, @Nullable Double mean, @Nullable Double scale) {

        double of(LocalDateTime time) {
            return new Moments(mean, scale).standardize(part.of(time));
        }
    }

    public Dates {
        parts = List.copyOf(parts);
        cycles = List.copyOf(cycles);
    }

    private int width() {
        return parts.size() + 2 * cycles.size();
    }

    @Override
    public Shape shape() {
        return Shape.of(missing.width(width()));
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        parts.forEach(part -> names.add(" " + part.part().wireName()));
        cycles.forEach(cycle -> {
            names.add(" sine of " + cycle.wireName());
            names.add(" cosine of " + cycle.wireName());
        });
        return missing.names(names);
    }

    @Override
    public Encoder fit(Values values, int[] rows) {
        Values.Numbers millis = (Values.Numbers) values;
        List<Part> fitted =
                parts.stream().map(part -> fit(part.part(), millis, rows)).toList();
        return new Dates(fitted, cycles, missing.fit(millis, rows));
    }

    private static Part fit(TimePart part, Values.Numbers millis, int[] rows) {
        Moments moments =
                Moments.of(row -> millis.missing(row) ? Double.NaN : part.of(TimePart.time(millis.number(row))), rows);
        return new Part(part, moments.mean(), moments.scale());
    }

    @Override
    public void encode(Values values, int[] rows, Slots slots) {
        Values.Numbers millis = (Values.Numbers) values;
        for (int i = 0; i < rows.length; i++) {
            boolean gone = millis.missing(rows[i]);
            write(TimePart.time(gone ? missing.fill() : millis.number(rows[i])), i, slots);
            missing.mark(slots, i, width(), gone);
        }
    }

    private void write(LocalDateTime time, int row, Slots slots) {
        int place = 0;
        for (Part part : parts) {
            slots.set(row, place++, part.of(time));
        }
        for (TimePart cycle : cycles) {
            double angle = cycle.angle(time);
            slots.set(row, place++, StrictMath.sin(angle));
            slots.set(row, place++, StrictMath.cos(angle));
        }
    }

    @Override
    public @Nullable Object example() {
        return missing.fill() == null
                ? null
                : Instant.ofEpochMilli(missing.fill().longValue())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
    }
}
