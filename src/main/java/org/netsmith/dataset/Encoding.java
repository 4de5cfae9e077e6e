package org.netsmith.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The encodings that may be asked for, and what may be said about each; the wire name is the lower-case name. */
enum Encoding {
    STANDARDIZE(Missing.MEDIAN, Stand.NUMBERS, "indicator"),
    NONE(Missing.MEDIAN, Stand.NUMBERS, "indicator"),
    MIN_MAX(Missing.MEDIAN, Stand.NUMBERS, "indicator"),
    ROBUST(Missing.MEDIAN, Stand.NUMBERS, "indicator"),
    LOG1P(Missing.MEDIAN, Stand.NUMBERS, "indicator"),
    QUANTILE(Missing.MEDIAN, Stand.NUMBERS, "indicator", "distribution"),
    PIECEWISE_LINEAR(Missing.MEDIAN, Stand.NUMBERS, "indicator", "bins"),
    BINARY(Missing.ZERO, List.of(Missing.ZERO, Missing.CONSTANT, Missing.REFUSE), "indicator"),
    ONE_HOT(Missing.CATEGORY, Stand.CATEGORIES, "unseen", "categories", "max_categories"),
    ORDINAL(Missing.ZERO, Stand.CATEGORIES, "unseen", "categories", "max_categories"),
    EMBEDDING(Missing.ZERO, Stand.CATEGORIES, "unseen", "categories", "max_categories", "dimension"),
    HASHING(Missing.ZERO, Stand.TEXTS, "indicator", "buckets"),
    HASHED_WORDS(Missing.ZERO, Stand.TEXTS, "indicator", "buckets"),
    TOP_WORDS(Missing.ZERO, Stand.TEXTS, "indicator", "max_words"),
    MULTI_HOT(Missing.ZERO, Stand.TEXTS, "indicator", "unseen", "max_categories"),
    DATE_PARTS(Missing.MEDIAN, Stand.NUMBERS, "indicator", "cyclical"),
    CYCLICAL(Missing.MEDIAN, Stand.NUMBERS, "indicator"),
    SCALE(Missing.ZERO, List.of(), "divisor");

    /** What may stand in for a missing value. */
    private static final class Stand {
        static final List<Missing> NUMBERS = List.of(Missing.MEAN, Missing.MEDIAN, Missing.CONSTANT, Missing.REFUSE);
        static final List<Missing> CATEGORIES =
                List.of(Missing.CATEGORY, Missing.ZERO, Missing.CONSTANT, Missing.REFUSE);
        static final List<Missing> TEXTS = List.of(Missing.ZERO, Missing.REFUSE);
    }

    private final Missing usualMissing;
    private final List<Missing> missing;
    private final List<String> options;

    Encoding(Missing usualMissing, List<Missing> missing, String... options) {
        this.usualMissing = usualMissing;
        this.missing = missing;
        this.options = List.of(options);
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Encoding of(String wireName) {
        return Arrays.stream(values())
                .filter(encoding -> encoding.wireName().equals(wireName))
                .findAny()
                .orElseThrow();
    }

    static List<String> wireNames(List<Encoding> some) {
        return some.stream().map(Encoding::wireName).toList();
    }

    /** What stands in unless something else is asked for, in a column that misses values. */
    Missing usualMissing() {
        return usualMissing;
    }

    /** What may stand in. */
    List<Missing> missing() {
        return missing;
    }

    /** What may be said beside name and encoding, for a column of this type. */
    List<String> options(ColumnType type) {
        if (type == ColumnType.TENSOR) {
            return this == SCALE ? options : List.of();
        }
        Stream<String> fill = missing.contains(Missing.CONSTANT) ? Stream.of("missing", "fill") : Stream.of("missing");
        return Stream.concat(fill, options.stream()).toList();
    }

    /** The encodings that a column may have, the usual one first; none where it has no values. */
    static List<Encoding> of(Column column) {
        if (column.distinct() == 0 && column.type() != ColumnType.TENSOR) {
            return List.of();
        }
        return switch (column.type()) {
            case NUMBER -> List.of(STANDARDIZE, MIN_MAX, ROBUST, LOG1P, QUANTILE, PIECEWISE_LINEAR, NONE);
            case INTEGER ->
                List.of(
                        STANDARDIZE,
                        MIN_MAX,
                        ROBUST,
                        LOG1P,
                        QUANTILE,
                        PIECEWISE_LINEAR,
                        NONE,
                        ONE_HOT,
                        ORDINAL,
                        EMBEDDING,
                        HASHING);
            case BOOLEAN -> List.of(BINARY, ONE_HOT);
            case CATEGORY, TEXT ->
                usualFirst(
                        ofText(column),
                        List.of(ONE_HOT, ORDINAL, EMBEDDING, HASHING, MULTI_HOT, TOP_WORDS, HASHED_WORDS));
            case DATETIME -> List.of(DATE_PARTS, CYCLICAL);
            case TENSOR -> usualFirst(ofTensor(column), List.of(SCALE, STANDARDIZE));
        };
    }

    private static List<Encoding> usualFirst(Encoding usual, List<Encoding> all) {
        return Stream.concat(Stream.of(usual), all.stream().filter(encoding -> encoding != usual))
                .toList();
    }

    private static Encoding ofText(Column column) {
        if (texts(column).allMatch(Words::isList) && texts(column).findAny().isPresent()) {
            return MULTI_HOT;
        }
        if (column.type() == ColumnType.CATEGORY || recurs(column, Frequent.FEW)) {
            return ONE_HOT;
        }
        return !hasWords(column) && recurs(column, Math.max(2, Frequent.enough(column.distinct())))
                ? ONE_HOT
                : TOP_WORDS;
    }

    private static Stream<String> texts(Column column) {
        return column.topValues() == null
                ? Stream.of()
                : column.topValues().stream().map(Column.TopValue::value);
    }

    /** Whether the most frequent value is in so many rows. */
    private static boolean recurs(Column column, long rows) {
        return column.topValues() != null
                && !column.topValues().isEmpty()
                && column.topValues().getFirst().count() >= rows;
    }

    /** Whether the texts of a column are mostly of several words, as far as the profile shows. */
    static boolean hasWords(Column column) {
        long several = texts(column).filter(text -> Words.of(text).size() > 1).count();
        return several > 0 && 2 * several >= texts(column).count();
    }

    /** Images are divided by the largest byte, other tensors are standardised unless they are from 0 to 1 anyway. */
    private static Encoding ofTensor(Column column) {
        return bytes(column) || fraction(column) ? SCALE : STANDARDIZE;
    }

    /** Only bytes are profiled with quantiles. */
    private static boolean bytes(Column column) {
        return column.min() == null || column.quantiles() != null;
    }

    private static boolean fraction(Column column) {
        return column.min() != null && column.min() >= 0 && column.max() <= 1;
    }

    /** What the numbers of a tensor are divided by unless something else is asked for. */
    static double divisor(Column column) {
        return bytes(column) ? 255 : 1;
    }
}
