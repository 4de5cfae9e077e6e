package org.netsmith.dataset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What {@link PlainRows} knows of a column: a number or a tensor of numbers a row.
 *
 * @param place in input order
 * @param quoted the name in UTF-8 with quotation marks around it
 * @param extents of a tensor, empty for a number
 * @param size how many numbers a row has
 * @param bound above which numbers must be
 */
record PlainColumn(int place, String name, byte[] quoted, int[] extents, int size, double bound) {

    static List<PlainColumn> of(List<Encoders.Input> inputs) {
        List<PlainColumn> columns = new ArrayList<>();
        for (Encoders.Input input : inputs) {
            columns.add(of(columns.size(), input));
        }
        return List.copyOf(columns);
    }

    private static PlainColumn of(int place, Encoders.Input input) {
        int[] extents = input.extents().stream().mapToInt(Math::toIntExact).toArray();
        byte[] quoted = ('"' + input.name() + '"').getBytes(StandardCharsets.UTF_8);
        int size = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        return new PlainColumn(place, input.name(), quoted, extents, size, input.bound());
    }

    /**
     * A tensor of one along its first axis looks like a row with brackets around it. A name that JSON writes otherwise
     * than it reads is not found in a request.
     */
    static boolean suits(Encoders.Input input) {
        return isReadAsWritten(input.name())
                && switch (input.type()) {
                    case NUMBER, INTEGER -> input.knownCategories() == null;
                    case TENSOR -> !input.extents().isEmpty() && input.extents().getFirst() > 1;
                    case BOOLEAN, CATEGORY, TEXT, DATETIME -> false;
                };
    }

    private static boolean isReadAsWritten(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name)
                && name.chars().noneMatch(character -> character < ' ' || character == '"' || character == '\\');
    }

    boolean tensor() {
        return extents.length > 0;
    }
}
