package org.netsmith.dataset;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The numbers of one {@link PlainColumn}, being read. */
final class PlainValues {

    private final PlainColumn column;
    private final PlainJson json;
    private final int[] extents;
    private final int size;
    private double[] numbers;
    private int filled;

    PlainValues(PlainColumn column, PlainJson json) {
        this.column = column;
        this.json = json;
        this.extents = column.extents();
        this.size = column.size();
        this.numbers = new double[size];
    }

    String name() {
        return column.name();
    }

    /** Makes room for so many rows in all. */
    void expect(int rows) {
        int length = Math.multiplyExact(rows, size);
        numbers = length > numbers.length ? Arrays.copyOf(numbers, length) : numbers;
    }

    /** Reads the value of a row; false where it is unusual, or the row has one already. */
    boolean read(int row) {
        if (row != filled) {
            return false;
        }
        filled++;
        int place = Math.multiplyExact(row, size);
        if (place == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.multiplyExact(2, place));
        }
        return column.tensor() ? tensor(0, place) : number(place);
    }

    private boolean number(int place) {
        double number = json.number();
        numbers[place] = number;
        // NaN is above nothing.
        return number > column.bound();
    }

    /** Reads arrays one axis further, or the numbers of all of a tensor, with the brackets around them. */
    private boolean tensor(int axis, int place) {
        boolean last = axis == extents.length - 1;
        if (!json.pass('[')) {
            return false;
        }
        if (!last && json.sees('[')) {
            return arrays(axis, place) && json.pass(']');
        }
        return (last || axis == 0) && json.numbers(numbers, place, last ? extents[axis] : size) && json.pass(']');
    }

    private boolean arrays(int axis, int place) {
        int step = 1;
        for (int i = axis + 1; i < extents.length; i++) {
            step *= extents[i];
        }
        for (int i = 0; i < extents[axis]; i++) {
            if (i > 0 && !json.pass(',') || !tensor(axis + 1, place + i * step)) {
                return false;
            }
        }
        return true;
    }

    Values values(int rows) {
        return column.tensor()
                ? new Values.Reals(numbers, size)
                : new Values.Numbers(MemorySegment.ofArray(numbers).asSlice(0, (long) rows * Double.BYTES));
    }
}
