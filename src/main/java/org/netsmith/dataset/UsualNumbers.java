package org.netsmith.dataset;

import java.util.List;

/** What becomes of numbers whose encoding nobody names. */
public enum UsualNumbers {
    /** {@link Encoder.Standardize}: one number each, so that the width is the one that the owner of a network expects. */
    STANDARDIZED,
    /** {@link PiecewiseLinear} where a column has more than two values. */
    IN_BINS;

    /** With fewer, a bin would hold too few rows to learn from. */
    private static final int FEWEST_ROWS = 1000;

    /** With more, the first layer would be more of weights than the rows can settle. */
    private static final int MOST_COLUMNS = 100;

    private static final int FEWEST_VALUES = 3;

    /** For a network that is made for the data. */
    public static UsualNumbers of(DatasetVersion version) {
        return of(version.rows(), version.columns());
    }

    static UsualNumbers of(long rows, List<Column> columns) {
        long numbers = columns.stream().filter(UsualNumbers::isNumber).count();
        return rows >= FEWEST_ROWS && numbers <= MOST_COLUMNS ? IN_BINS : STANDARDIZED;
    }

    private static boolean isNumber(Column column) {
        return column.type() == ColumnType.NUMBER || column.type() == ColumnType.INTEGER;
    }

    /** The encoding of a column that would otherwise be encoded so. */
    Encoding of(Column column, Encoding otherwise) {
        boolean cut = this == IN_BINS && isNumber(column) && column.distinct() >= FEWEST_VALUES;
        return cut && otherwise == Encoding.STANDARDIZE ? Encoding.PIECEWISE_LINEAR : otherwise;
    }
}
