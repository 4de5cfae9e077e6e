package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The profile of a data set version as clients see it. */
@Schema(name = "DatasetProfile")
record ProfileAnswer(
        String name,
        int version,
        long rows,

        @Schema(description = "Rows equal to an earlier one in every column; null where there are tensors") @Nullable
        Long duplicateRows,

        List<ColumnAnswer> columns,
        @Nullable String target,

        @Schema(description = "Of a target of labels, the most frequent first") @Nullable
        List<ClassAnswer> classBalance) {

    private static final int FEWEST_IDENTIFIERS = 20;

    /**
     * One column.
     *
     * @param constant whether all rows are alike
     * @param identifierLike whether a whole number or text is another one in every row
     */
    @Schema(name = "ColumnProfile")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ColumnAnswer(
            String name,
            String type,
            List<Long> shape,
            long missing,
            long distinct,
            boolean constant,
            boolean identifierLike,
            @Nullable Double min,
            @Nullable Double max,
            @Nullable Double mean,
            @Nullable Double std,
            @Nullable Map<String, Double> quantiles,
            @Nullable List<Column.TopValue> topValues,
            @Nullable Histogram histogram,
            @Nullable Association association) {}

    /** A label of the target and its share of the rows that have one. */
    record ClassAnswer(String value, long count, double share) {}

    static ProfileAnswer of(StoredVersion version, ProfileTask.@Nullable Result result, @Nullable String target) {
        List<Column> table = tableColumns(version);
        List<ColumnAnswer> columns = version.reading().columns().stream()
                .map(column -> {
                    int place = table.indexOf(column);
                    return column(
                            column,
                            version.reading().rows(),
                            result == null || place < 0
                                    ? null
                                    : result.columns().get(place));
                })
                .toList();
        boolean whole = table.size() == version.reading().columns().size();
        return new ProfileAnswer(
                version.name(),
                version.version(),
                version.reading().rows(),
                result == null || !whole ? null : result.duplicateRows(),
                columns,
                target,
                result == null || result.classes().isEmpty() ? null : balance(result.classes()));
    }

    /** The columns that lie in the table. */
    static List<Column> tableColumns(StoredVersion version) {
        Map<String, String> blobs = version.reading().blobs();
        return !blobs.containsKey("table")
                ? List.of()
                : version.reading().columns().stream()
                        .filter(column -> column.type() != ColumnType.TENSOR)
                        .toList();
    }

    private static ColumnAnswer column(Column column, long rows, ProfileTask.@Nullable ColumnDetail detail) {
        boolean tensor = column.type() == ColumnType.TENSOR;
        long kinds = column.distinct() + (column.missing() > 0 ? 1 : 0);
        boolean named = column.type() == ColumnType.INTEGER
                || column.type() == ColumnType.TEXT
                || column.type() == ColumnType.CATEGORY;
        return new ColumnAnswer(
                column.name(),
                column.type().wireName(),
                column.shape(),
                column.missing(),
                column.distinct(),
                !tensor && kinds <= 1,
                named && column.distinct() == rows && rows >= FEWEST_IDENTIFIERS,
                column.min(),
                column.max(),
                column.mean(),
                column.std(),
                column.quantiles(),
                column.topValues(),
                detail == null ? null : detail.histogram(),
                detail == null ? null : detail.association());
    }

    private static List<ClassAnswer> balance(List<Column.TopValue> classes) {
        double all = classes.stream().mapToLong(Column.TopValue::count).sum();
        return classes.stream()
                .map(label -> new ClassAnswer(label.value(), label.count(), label.count() / all))
                .toList();
    }
}
