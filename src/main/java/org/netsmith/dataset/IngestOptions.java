package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to read an upload where it does not speak for itself.
 *
 * @param delimiter one character between fields; null to find out
 * @param quote the character that fields with delimiters or line ends in them stand in; {@code "} by default, empty for
 *     none
 * @param header whether the first line holds the column names; true by default, else columns are called
 *     {@code column_1} and so on
 * @param nullValues what stands for a missing value; by default NA, N/A, NaN, null and their other spellings. An empty
 *     field always does
 * @param types types by column name; null to find out
 * @param encoding {@code utf-8}, {@code utf-16le}, {@code windows-1251}, {@code shift_jis} or any other that Java knows;
 *     null to find out
 * @param image what images are brought to; null to find out
 */
public record IngestOptions(
        @Nullable String delimiter,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String quote,
        @Nullable Boolean header,

        @JsonProperty("null_values") @JsonSetter(contentNulls = Nulls.FAIL) @Nullable
        List<String> nullValues,

        @JsonSetter(contentNulls = Nulls.FAIL) @Nullable Map<String, ColumnType> types,
        @Nullable String encoding,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ImageSize image) {

    /**
     * What images are brought to.
     *
     * @param width pixels, at most 4,096
     * @param height pixels, at most 4,096
     * @param channels 1 for grey, 3 for colour; null for colour where any image has it
     */
    public record ImageSize(
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Integer channels) {

        private static final int LARGEST = 4096;

        List<String> faults() {
            List<String> faults = new ArrayList<>();
            if ((width == null) != (height == null)) {
                faults.add("width and height go together; received one of them");
            }
            if (width != null && (width < 1 || width > LARGEST) || height != null && (height < 1 || height > LARGEST)) {
                faults.add("width and height from 1 to %d are expected; received %d and %d"
                        .formatted(LARGEST, width, height));
            }
            if (channels != null && channels != 1 && channels != 3) {
                faults.add("1 channel (grey) or 3 (colour) are expected; received %d".formatted(channels));
            }
            return faults;
        }
    }

    static final List<String> USUAL_NULL_VALUES =
            List.of("NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "null", "NULL", "Null");

    public static final IngestOptions NONE = new IngestOptions(null, null, null, null, null, null);

    /** The same with an encoding where they say none. */
    IngestOptions orEncoding(@Nullable String other) {
        return encoding != null || other == null
                ? this
                : new IngestOptions(delimiter, quote, header, nullValues, types, other, image);
    }

    /** With the usual quotes. */
    IngestOptions(
            @Nullable String delimiter,
            @Nullable Boolean header,
            @Nullable List<String> nullValues,
            @Nullable Map<String, ColumnType> types,
            @Nullable String encoding,
            @Nullable ImageSize image) {
        this(delimiter, null, header, nullValues, types, encoding, image);
    }

    public IngestOptions {
        header = header == null || header;
        nullValues = nullValues == null ? USUAL_NULL_VALUES : List.copyOf(nullValues);
        types = types == null ? Map.of() : Map.copyOf(types);
    }
}
