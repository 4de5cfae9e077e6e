package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to read an upload where it does not speak for itself.
 *
 * @param delimiter one character between fields; null to find out
 * @param header whether the first line holds the column names; true by default, else columns are called
 *     {@code column_1} and so on
 * @param nullValues what stands for a missing value; by default NA, N/A, NaN, null and their other spellings. An empty
 *     field always does
 * @param types types by column name; null to find out
 * @param encoding {@code utf-8}, {@code utf-16le}, {@code utf-16be}, {@code iso-8859-1} or {@code windows-1252}; null
 *     to find out
 */
public record IngestOptions(
        @Nullable String delimiter,
        @Nullable Boolean header,
        @JsonProperty("null_values") @Nullable List<String> nullValues,
        @Nullable Map<String, ColumnType> types,
        @Nullable String encoding) {

    static final List<String> USUAL_NULL_VALUES =
            List.of("NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "null", "NULL", "Null");

    public static final IngestOptions NONE = new IngestOptions(null, null, null, null, null);

    public IngestOptions {
        header = header == null || header;
        nullValues = nullValues == null ? USUAL_NULL_VALUES : List.copyOf(nullValues);
        types = types == null ? Map.of() : Map.copyOf(types);
    }
}
