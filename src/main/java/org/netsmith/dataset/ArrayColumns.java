package org.netsmith.dataset;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Makes columns of arrays: one of rank 1 becomes a column of a table, as if it had stood there as text; every other
 * becomes a tensor, kept as unsigned bytes where it came so and else as 32-bit real numbers.
 */
final class ArrayColumns {

    /** Integers beyond it have lost digits already where they come as doubles. */
    private static final double LARGEST_EXACT = 0x1p53;

    private static final int MOST_ROW_ELEMENTS = 1 << 20;
    private static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    private final Intake intake;
    private final String upload;

    ArrayColumns(Intake intake, String upload) {
        this.intake = intake;
        this.upload = upload;
    }

    /** An array with the name that it had. */
    record Piece(String name, FileArray array) {}

    /**
     * Arrays of as many rows each, by column.
     *
     * @param name what these rows are for, empty if nobody said
     */
    record Part(String name, Map<String, Piece> pieces) {

        long rows() {
            return pieces.values().iterator().next().array().rows();
        }
    }

    /** Text of a row of a column; null where it is missing. */
    private interface Texts {
        @Nullable
        String at(int part, long row);
    }

    private record Scalars(TableColumn column, Texts texts) {}

    /** The parts one after the other, all with the same columns. */
    IngestTask.Result of(Format format, List<Part> parts) throws IOException, SQLException {
        parts.forEach(this::requireRows);
        List<Scalars> scalars = new ArrayList<>();
        Map<String, NumberArray> tensors = new LinkedHashMap<>();
        for (String column : parts.getFirst().pieces().keySet()) {
            List<Piece> pieces =
                    parts.stream().map(part -> part.pieces().get(column)).toList();
            requireAlike(pieces);
            if (isScalar(column, pieces.getFirst().array())) {
                scalars.add(scalars(column, pieces));
            } else {
                tensors.put(column, tensor(column, pieces));
            }
        }
        if (!parts.getFirst().name().isEmpty() && parts.size() > 1) {
            scalars.add(splits(parts));
        }
        return result(format, parts, scalars, tensors);
    }

    private void requireRows(Part part) {
        Rejection rejection = new Rejection(upload);
        Piece first = part.pieces().values().iterator().next();
        for (Piece piece : part.pieces().values()) {
            if (piece.array().rank() == 0) {
                throw Rejection.of(upload, "%s is a single value, not an array of rows".formatted(piece.name()));
            }
            if (piece.array().rows() != first.array().rows()) {
                rejection.add("%s has %d rows, %s %d"
                        .formatted(
                                first.name(),
                                first.array().rows(),
                                piece.name(),
                                piece.array().rows()));
            }
            if (piece.array().extents().contains(0L)) {
                rejection.add("no rows: %s is %s"
                        .formatted(piece.name(), piece.array().extents()));
            }
        }
        rejection.throwIfAny();
    }

    private void requireAlike(List<Piece> pieces) {
        Piece first = pieces.getFirst();
        long rows = 0;
        for (Piece piece : pieces) {
            if (!piece.array().rowExtents().equals(first.array().rowExtents())
                    || piece.array().getClass() != first.array().getClass()) {
                throw Rejection.of(
                        upload,
                        "rows of %s are %s, rows of %s are %s"
                                .formatted(
                                        first.name(),
                                        first.array().rowExtents(),
                                        piece.name(),
                                        piece.array().rowExtents()));
            }
            rows = Math.addExact(rows, piece.array().rows());
        }
        requireSize(first, rows);
    }

    private void requireSize(Piece piece, long rows) {
        long elements;
        try {
            elements = piece.array().rowExtents().stream().reduce(1L, Math::multiplyExact);
        } catch (ArithmeticException overflow) {
            elements = Long.MAX_VALUE;
        }
        if (rows > MOST_ROWS || elements > MOST_ROW_ELEMENTS) {
            throw Rejection.of(
                    upload,
                    "%s is %s; at most %d rows of %d elements are read"
                            .formatted(piece.name(), piece.array().extents(), MOST_ROWS, MOST_ROW_ELEMENTS));
        }
    }

    /** Labels often come as one column of a matrix. */
    private static boolean isScalar(String column, FileArray array) {
        return array.rank() == 1 || column.equals("y") && array.rowSize() == 1;
    }

    private Scalars scalars(String name, List<Piece> pieces) {
        TableColumn column = new TableColumn(name, intake.options().types().get(name), true);
        Texts texts = (part, row) -> text(pieces.get(part).array(), row);
        long missing = 0;
        for (int part = 0; part < pieces.size(); part++) {
            for (long row = 0; row < pieces.get(part).array().rows(); row++) {
                String text = texts.at(part, row);
                if (text == null) {
                    missing++;
                } else {
                    column.scan().present(text, row);
                }
            }
        }
        if (missing > 0) {
            intake.warn("column \"%s\": %d values are empty, NaN or infinite and are taken as missing"
                    .formatted(name, missing));
        }
        column.decide(',', intake.warnings());
        return new Scalars(column, texts);
    }

    private static @Nullable String text(FileArray array, long row) {
        return switch (array) {
            case TextArray texts -> texts.text(row).isBlank() ? null : texts.text(row);
            case NumberArray numbers -> text(numbers, row);
        };
    }

    private static @Nullable String text(NumberArray array, long row) {
        long offset = row * array.element().bytes();
        return switch (array.element().kind()) {
            case TRUTH -> String.valueOf(array.element().integer(array.bytes(), offset) != 0);
            case SIGNED -> Long.toString(array.element().integer(array.bytes(), offset));
            case UNSIGNED -> Long.toUnsignedString(array.element().integer(array.bytes(), offset));
            case REAL -> {
                double value = array.element().number(array.bytes(), offset);
                yield Double.isFinite(value) ? Numerals.text(value) : null;
            }
        };
    }

    private Scalars splits(List<Part> parts) {
        TableColumn column = new TableColumn("split", ColumnType.CATEGORY, true);
        column.decide(',', intake.warnings());
        return new Scalars(column, (part, row) -> parts.get(part).name());
    }

    private NumberArray tensor(String column, List<Piece> pieces) throws IOException {
        List<NumberArray> arrays = new ArrayList<>();
        for (Piece piece : pieces) {
            if (!(piece.array() instanceof NumberArray numbers)) {
                throw Rejection.of(upload, "%s is a table of text; one column of it is read".formatted(piece.name()));
            }
            arrays.add(numbers);
        }
        boolean bytes = arrays.stream().allMatch(array -> array.element().fitsByte());
        Element element = bytes ? Element.BYTE : Element.FLOAT;
        long rows = 0;
        try (TensorFile file = new TensorFile(
                intake.file(Normal.tensorFile(column)),
                element,
                arrays.getFirst().rowExtents())) {
            for (int i = 0; i < arrays.size(); i++) {
                write(pieces.get(i).name(), arrays.get(i), file);
                rows += arrays.get(i).rows();
            }
            file.finish(rows);
        }
        return Idx.open(column, intake.file(Normal.tensorFile(column)));
    }

    private void write(String name, NumberArray array, TensorFile file) throws IOException {
        if (file.holdsBytes() && !array.columnMajor()) {
            writeBytes(array, file);
            return;
        }
        Rejection rejection = new Rejection(upload);
        long[] steps = array.steps();
        boolean rounded = false;
        for (long row = 0; row < array.rows(); row++) {
            for (int place = 0; place < steps.length; place++) {
                double value = array.number(row * array.rowStep() + steps[place]);
                file.put(value);
                rounded |= (float) value != value || Math.abs(value) > LARGEST_EXACT;
                if (!Float.isFinite((float) value)) {
                    rejection.add("%s, row %d, element %d (both counted from 0): %s; only finite numbers are read"
                            .formatted(name, row, place, value));
                }
            }
        }
        rejection.throwIfAny();
        if (rounded) {
            intake.warn("%s is rounded to numbers of 32 bits".formatted(name));
        }
    }

    private static void writeBytes(NumberArray array, TensorFile file) throws IOException {
        byte[] row = new byte[array.rowSize()];
        for (long i = 0; i < array.rows(); i++) {
            MemorySegment.copy(array.bytes(), ValueLayout.JAVA_BYTE, i * row.length, row, 0, row.length);
            file.put(row);
        }
    }

    private IngestTask.Result result(
            Format format, List<Part> parts, List<Scalars> scalars, Map<String, NumberArray> tensors)
            throws IOException, SQLException {
        List<TableColumn> columns = scalars.stream().map(Scalars::column).toList();
        try (DuckDb database = intake.database()) {
            if (!columns.isEmpty()) {
                database.execute(Normal.tableOf(columns));
                fill(parts, scalars, database);
            }
            return new Normal(intake, database).of(format, columns, tensors);
        }
    }

    private void fill(List<Part> parts, List<Scalars> scalars, DuckDb database) throws SQLException {
        Rejection rejection = new Rejection(upload);
        try (DuckDBAppender appender = database.appender(TableIngest.TABLE)) {
            for (int part = 0; part < parts.size(); part++) {
                for (long row = 0; row < parts.get(part).rows(); row++) {
                    appender.beginRow();
                    for (Scalars column : scalars) {
                        append(column, part, row, appender, rejection);
                    }
                    appender.endRow();
                }
            }
        }
        rejection.throwIfAny();
    }

    private static void append(Scalars scalars, int part, long row, DuckDBAppender appender, Rejection rejection)
            throws SQLException {
        String text = scalars.texts().at(part, row);
        if (text == null) {
            appender.appendNull();
        } else if (!scalars.column().append(text, appender)) {
            appender.appendNull();
            rejection.add("%s, row %d: \"%s\" is not of type %s"
                    .formatted(
                            scalars.column().name(),
                            row,
                            Received.shortened(text),
                            scalars.column().type().wireName()));
        }
    }
}
