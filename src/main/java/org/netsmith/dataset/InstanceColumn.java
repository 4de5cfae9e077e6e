package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One column being filled from JSON values. */
sealed interface InstanceColumn {

    /** What became of a value. */
    sealed interface Put {
        Put TAKEN = new Taken();

        record Taken() implements Put {}

        /** Taken, but worth a note. */
        record Odd(String detail) implements Put {}

        /** @param pointer below the value */
        record Refused(String pointer, String detail) implements Put {}
    }

    String name();

    void putMissing(int row);

    Put put(int row, JsonNode value);

    Values values();

    static InstanceColumn of(Encoders.Input input, int rows) {
        Known known = Known.of(input);
        return switch (input.type()) {
            case NUMBER, INTEGER -> new OfNumbers(input.name(), new double[rows], input.bound(), known);
            case BOOLEAN, CATEGORY, TEXT ->
                new OfTexts(input, new int[rows], new HashMap<>(), new ArrayList<>(), known);
            case DATETIME -> new OfTimes(input.name(), new double[rows]);
            case TENSOR -> OfTensors.of(input, rows);
        };
    }

    /**
     * The values that have places of their own.
     *
     * @param values null where any will do
     */
    record Known(String name, @Nullable Set<String> values, boolean lists, boolean refuses) {

        static Known of(Encoders.Input input) {
            List<String> values = input.knownCategories();
            return new Known(
                    input.name(),
                    values == null ? null : new HashSet<>(values),
                    input.takesLists(),
                    input.refusesUnseen());
        }

        Put seen(String text) {
            if (values == null) {
                return Put.TAKEN;
            }
            return (lists ? Words.listed(text) : List.of(text))
                    .stream()
                            .filter(term -> !values.contains(term))
                            .findFirst()
                            .map(this::unseen)
                            .orElse(Put.TAKEN);
        }

        private Put unseen(String term) {
            String shown = Received.shortened(term);
            return refuses
                    ? new Put.Refused(
                            "", "\"%s\" expects one of the categories known, received \"%s\"".formatted(name, shown))
                    : new Put.Odd("\"%s\" never was \"%s\" in training, or hardly ever; it is taken as none of the "
                                    .formatted(name, shown)
                            + "categories known");
        }
    }

    /** Numbers and integers. */
    record OfNumbers(String name, double[] numbers, double bound, Known known) implements InstanceColumn {

        @Override
        public void putMissing(int row) {
            numbers[row] = Double.NaN;
        }

        @Override
        public Put put(int row, JsonNode value) {
            if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
                return new Put.Refused("", "\"%s\" expects a number, received %s".formatted(name, Received.of(value)));
            }
            numbers[row] = value.asDouble();
            return numbers[row] > bound
                    ? known.seen(Numerals.text(numbers[row]))
                    : new Put.Odd("\"%s\" expects numbers above %s; %s is taken as missing"
                            .formatted(name, Numerals.text(bound), Numerals.text(numbers[row])));
        }

        @Override
        public Values values() {
            return Values.Numbers.of(numbers);
        }
    }

    /** Texts, categories and truth values. */
    record OfTexts(Encoders.Input input, int[] codes, Map<String, Integer> places, List<String> dictionary, Known known)
            implements InstanceColumn {

        @Override
        public String name() {
            return input.name();
        }

        @Override
        public void putMissing(int row) {
            codes[row] = -1;
        }

        @Override
        public Put put(int row, JsonNode value) {
            boolean list = value.isArray() && input.takesLists();
            if (!value.isValueNode() && !list) {
                return refused("a text", value);
            }
            String text =
                    list ? value.toString() : value.isNumber() ? Numerals.text(value.asDouble()) : value.asString();
            if (input.type() == ColumnType.BOOLEAN) {
                if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
                    return refused("true or false", value);
                }
                text = spelling(text);
            }
            codes[row] = places.computeIfAbsent(text, this::append);
            return known.seen(text);
        }

        /** JSON's true is TRUE where the data set writes it so. */
        private String spelling(String text) {
            return known.values() == null
                    ? text
                    : known.values().stream()
                            .filter(text::equalsIgnoreCase)
                            .findFirst()
                            .orElse(text);
        }

        private int append(String text) {
            dictionary.add(text);
            return dictionary.size() - 1;
        }

        private Put refused(String expected, JsonNode value) {
            return new Put.Refused(
                    "", "\"%s\" expects %s, received %s".formatted(name(), expected, Received.of(value)));
        }

        @Override
        public Values values() {
            return Values.Codes.of(codes, List.copyOf(dictionary));
        }
    }

    /** Dates and times, kept as milliseconds since 1970. */
    record OfTimes(String name, double[] millis) implements InstanceColumn {

        @Override
        public void putMissing(int row) {
            millis[row] = Double.NaN;
        }

        @Override
        public Put put(int row, JsonNode value) {
            OptionalDouble read = value.isString() ? DateText.millis(value.stringValue()) : OptionalDouble.empty();
            if (read.isEmpty()) {
                return new Put.Refused(
                        "",
                        "\"%s\" expects a date as in \"2024-02-29\" or \"2024-02-29T12:30:00Z\", received %s"
                                .formatted(name, Received.of(value)));
            }
            millis[row] = read.getAsDouble();
            return Put.TAKEN;
        }

        @Override
        public Values values() {
            return Values.Numbers.of(millis);
        }
    }

    /** Nested arrays of numbers; a flat array of the same size will do. */
    record OfTensors(String name, List<Long> extents, int size, double[] numbers) implements InstanceColumn {

        static OfTensors of(Encoders.Input input, int rows) {
            int size = Math.toIntExact(input.encoder().shape().size());
            return new OfTensors(input.name(), input.extents(), size, new double[Math.multiplyExact(rows, size)]);
        }

        @Override
        public void putMissing(int row) {
            Arrays.fill(numbers, row * size, (row + 1) * size, Double.NaN);
        }

        @Override
        public Put put(int row, JsonNode value) {
            boolean flat =
                    value.isArray() && value.size() == size && !value.get(0).isArray();
            Put.Refused refused = fill(value, flat ? List.of((long) size) : extents, row * size, "");
            return refused == null ? Put.TAKEN : refused;
        }

        private Put.@Nullable Refused fill(JsonNode node, List<Long> expected, int place, String pointer) {
            if (expected.isEmpty()) {
                return fill(node, place, pointer);
            }
            if (!node.isArray() || node.size() != expected.getFirst()) {
                return new Put.Refused(
                        pointer,
                        "\"%s\" expects numbers of shape %s, here an array of %d; received %s"
                                .formatted(name, extents, expected.getFirst(), Received.of(node)));
            }
            List<Long> rest = expected.subList(1, expected.size());
            int step = Math.toIntExact(rest.stream().reduce(1L, Math::multiplyExact));
            for (int i = 0; i < node.size(); i++) {
                Put.Refused refused = fill(node.get(i), rest, place + i * step, pointer + "/" + i);
                if (refused != null) {
                    return refused;
                }
            }
            return null;
        }

        private Put.@Nullable Refused fill(JsonNode node, int place, String pointer) {
            if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
                return new Put.Refused(
                        pointer, "\"%s\" expects numbers, received %s".formatted(name, Received.of(node)));
            }
            numbers[place] = node.asDouble();
            return null;
        }

        @Override
        public Values values() {
            return new Values.Reals(numbers, size);
        }
    }
}
