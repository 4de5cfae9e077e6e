package org.netsmith.dataset;

import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One column of {@link PlainRows}: a number or a tensor of numbers a row. */
final class PlainColumn {

    private final String name;
    private final JsonParser json;
    private final int[] extents;
    private final int size;
    private final double bound;
    private double[] numbers;
    private int filled;

    PlainColumn(Encoders.Input input, JsonParser json) {
        this.name = input.name();
        this.json = json;
        this.extents = input.extents().stream().mapToInt(Math::toIntExact).toArray();
        this.size = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        this.bound = input.bound();
        this.numbers = new double[size];
    }

    /** A tensor of one along its first axis looks like a row with brackets around it. */
    static boolean suits(Encoders.Input input) {
        return switch (input.type()) {
            case NUMBER, INTEGER -> input.knownCategories() == null;
            case TENSOR -> !input.extents().isEmpty() && input.extents().getFirst() > 1;
            case BOOLEAN, CATEGORY, TEXT, DATETIME -> false;
        };
    }

    String name() {
        return name;
    }

    boolean tensor() {
        return extents.length > 0;
    }

    /** Reads the value that begins with this token; false where it is another, or the row has one already. */
    boolean read(JsonToken first, int row) {
        if (row != filled) {
            return false;
        }
        filled++;
        int place = Math.multiplyExact(row, size);
        if (place == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.multiplyExact(2, place));
        }
        return tensor() ? first == JsonToken.START_ARRAY && fill(0, place) : number(first, place);
    }

    private boolean number(JsonToken token, int place) {
        if (!token.isNumeric()) {
            return false;
        }
        numbers[place] = json.getDoubleValue();
        return Double.isFinite(numbers[place]) && numbers[place] > bound;
    }

    /** Reads an array whose start has been read: arrays one axis further, or the numbers of all of a tensor. */
    private boolean fill(int axis, int place) {
        JsonToken token = json.nextToken();
        boolean last = axis == extents.length - 1;
        if (token == JsonToken.START_ARRAY && !last) {
            return arrays(axis, place);
        }
        return (last || axis == 0) && numbers(token, place, last ? extents[axis] : size);
    }

    private boolean arrays(int axis, int place) {
        int step = 1;
        for (int i = axis + 1; i < extents.length; i++) {
            step *= extents[i];
        }
        JsonToken token = JsonToken.START_ARRAY;
        for (int i = 0; i < extents[axis]; i++) {
            if (token != JsonToken.START_ARRAY || !fill(axis + 1, place + i * step)) {
                return false;
            }
            token = json.nextToken();
        }
        return token == JsonToken.END_ARRAY;
    }

    private boolean numbers(JsonToken first, int place, int count) {
        JsonToken token = first;
        for (int i = 0; i < count; i++) {
            if (!number(token, place + i)) {
                return false;
            }
            token = json.nextToken();
        }
        return token == JsonToken.END_ARRAY;
    }

    Values values(int rows) {
        double[] exact = numbers.length == rows * size ? numbers : Arrays.copyOf(numbers, rows * size);
        return tensor() ? new Values.Reals(exact, size) : Values.Numbers.of(exact);
    }
}
