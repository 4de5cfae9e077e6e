package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;
import tools.jackson.databind.JsonNode;

/** Makes the encoder of one column from what is asked for and what its profile tells, or says what is wrong. */
final class EncoderChoice {

    private static final int MOST_CATEGORIES = 200;
    private static final int MOST_ITEMS = 100;
    private static final int MOST_WORDS = 100;
    private static final int BUCKETS = 64;
    private static final int MOST_BINS = 12;
    private static final int MOST = 10_000;
    private static final int MOST_DIMENSION = 4096;

    private final Column column;
    private final FeatureSpec feature;
    private final String pointer;
    private final UsualNumbers usual;
    private final List<Finding> errors;

    EncoderChoice(Column column, FeatureSpec feature, String pointer, UsualNumbers usual, List<Finding> errors) {
        this.column = column;
        this.feature = feature;
        this.pointer = pointer;
        this.usual = usual;
        this.errors = errors;
    }

    /** The input, or null where something was wrong. */
    Encoders.@Nullable Input choose() {
        int before = errors.size();
        Encoding encoding = encoding();
        if (encoding == null) {
            return null;
        }
        checkOptions(encoding);
        Encoder encoder = errors.size() > before ? null : encoder(encoding);
        return errors.size() > before ? null : new Encoders.Input(column.name(), column.type(), encoder);
    }

    private @Nullable Encoding encoding() {
        List<Encoding> allowed = Encoding.of(column);
        if (feature.encoding() == null) {
            return usual.of(column, allowed.getFirst());
        }
        List<String> names = Encoding.wireNames(allowed);
        if (names.contains(feature.encoding())) {
            return Encoding.of(feature.encoding());
        }
        error(
                "encoding",
                "\"%s\" (%s) can be encoded as %s; received \"%s\"%s"
                        .formatted(
                                column.name(),
                                column.type().wireName(),
                                String.join(", ", names),
                                feature.encoding(),
                                Nearest.hint(feature.encoding(), names)));
        return null;
    }

    private void checkOptions(Encoding encoding) {
        List<String> options = encoding.options(column.type());
        given().forEach((option, value) -> {
            if (value != null && !options.contains(option)) {
                error(
                        option,
                        "%s says nothing of %s; it takes %s"
                                .formatted(
                                        encoding.wireName(),
                                        option,
                                        options.isEmpty() ? "nothing more" : String.join(", ", options)));
            }
        });
        checkMissing(encoding);
        oneOf("unseen", feature.unseen(), Unseen.WIRE_NAMES);
        oneOf("distribution", feature.distribution(), NumberEncoder.Quantile.Distribution.WIRE_NAMES);
        within("max_categories", feature.maxCategories(), MOST);
        within("max_words", feature.maxWords(), MOST);
        within("buckets", feature.buckets(), MOST);
        within("bins", feature.bins(), MOST);
        within("dimension", feature.dimension(), MOST_DIMENSION);
        if (feature.divisor() != null && (!Double.isFinite(feature.divisor()) || feature.divisor() == 0)) {
            error("divisor", "expected a number other than 0, received " + feature.divisor());
        }
        checkCategories();
        if (encoding == Encoding.LOG1P && column.min() != null && column.min() <= NumberEncoder.Log1p.BOUND) {
            error(
                    "encoding",
                    "log1p takes numbers above -1; the least of \"%s\" is %s. Choose quantile or robust"
                            .formatted(column.name(), Numerals.text(column.min())));
        }
    }

    private Map<String, @Nullable Object> given() {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        given.put("missing", feature.missing());
        given.put("fill", feature.fill());
        given.put("indicator", feature.indicator());
        given.put("unseen", feature.unseen());
        given.put("categories", feature.categories());
        given.put("max_categories", feature.maxCategories());
        given.put("max_words", feature.maxWords());
        given.put("buckets", feature.buckets());
        given.put("dimension", feature.dimension());
        given.put("divisor", feature.divisor());
        given.put("distribution", feature.distribution());
        given.put("cyclical", feature.cyclical());
        given.put("bins", feature.bins());
        return given;
    }

    private void checkMissing(Encoding encoding) {
        boolean asked = oneOf("missing", feature.missing(), Missing.wireNames(encoding.missing()));
        Missing missing = asked ? missing(encoding) : encoding.usualMissing();
        if (asked && missing == Missing.REFUSE && column.missing() > 0) {
            error(
                    "missing",
                    "\"%s\" has %d missing values, and missing values are to be refused; choose one of %s"
                            .formatted(
                                    column.name(),
                                    column.missing(),
                                    String.join(
                                            ", ",
                                            Missing.wireNames(encoding.missing().stream()
                                                    .filter(policy -> policy != Missing.REFUSE)
                                                    .toList()))));
        }
        if (asked && missing == Missing.CONSTANT && feature.fill() == null) {
            error("fill", "expected the value that stands in for missing ones of \"%s\"".formatted(column.name()));
        }
        if (feature.fill() != null && missing != Missing.CONSTANT) {
            error("fill", "a value stands in for missing ones where missing is constant, and only there");
        }
    }

    /** Whether a name is one of these, or none is given. */
    private boolean oneOf(String option, @Nullable String value, List<String> names) {
        boolean known = value == null || names.contains(value);
        if (!known && !names.isEmpty()) {
            error(
                    option,
                    "expected one of %s, received \"%s\"%s"
                            .formatted(String.join(", ", names), value, Nearest.hint(value, names)));
        }
        return known;
    }

    private void within(String option, @Nullable Integer value, int most) {
        if (value != null && (value < 1 || value > most)) {
            error(option, "expected 1 to %d, received %d".formatted(most, value));
        }
    }

    private void checkCategories() {
        List<String> categories = feature.categories();
        if (categories == null) {
            return;
        }
        if (categories.isEmpty()
                || categories.size() > MOST
                || categories.stream().anyMatch(Objects::isNull)) {
            error("categories", "expected 1 to %d texts, received %d".formatted(MOST, categories.size()));
        } else if (new HashSet<>(categories).size() < categories.size()) {
            error("categories", "expected different texts; one of them is there twice");
        }
        if (feature.maxCategories() != null) {
            error("max_categories", "where categories are given, their number is known; leave max_categories out");
        }
    }

    private Encoder encoder(Encoding encoding) {
        return switch (encoding) {
            case STANDARDIZE -> standardize();
            case NONE -> new Encoder.None(null, gap(encoding));
            case MIN_MAX -> new NumberEncoder.MinMax(null, null, gap(encoding));
            case ROBUST -> new NumberEncoder.Robust(null, null, gap(encoding));
            case LOG1P -> new NumberEncoder.Log1p(null, null, gap(encoding));
            case QUANTILE -> new NumberEncoder.Quantile(null, distribution(), gap(encoding));
            case PIECEWISE_LINEAR -> new PiecewiseLinear(or(feature.bins(), bins()), null, gap(encoding));
            case BINARY -> new Encoder.Binary(gap(encoding));
            case ONE_HOT -> new Encoder.OneHot(categories(encoding));
            case ORDINAL -> new CategoryEncoder.Ordinal(categories(encoding));
            case EMBEDDING -> embedding(categories(encoding));
            case HASHING -> new TextEncoder.Hashing(or(feature.buckets(), BUCKETS), gap(encoding));
            case HASHED_WORDS -> new TextEncoder.HashedWords(or(feature.buckets(), BUCKETS), gap(encoding));
            case TOP_WORDS ->
                new TextEncoder.TopWords(learnt(or(feature.maxWords(), MOST_WORDS), false), gap(encoding));
            case MULTI_HOT ->
                new TextEncoder.MultiHot(learnt(or(feature.maxCategories(), MOST_ITEMS), true), gap(encoding));
            case DATE_PARTS -> dates(encoding);
            case CYCLICAL -> new Dates(List.of(), cycles(), gap(encoding));
            case SCALE -> new Encoder.Scale(column.shape(), or(feature.divisor(), Encoding.divisor(column)));
        };
    }

    private static <T> T or(@Nullable T asked, T usual) {
        return asked == null ? usual : asked;
    }

    private Encoder standardize() {
        return column.type() == ColumnType.TENSOR
                ? new TensorEncoder.StandardizeAll(column.shape(), null, null)
                : new Encoder.Standardize(null, null, gap(Encoding.STANDARDIZE));
    }

    private NumberEncoder.Quantile.Distribution distribution() {
        return "normal".equals(feature.distribution())
                ? NumberEncoder.Quantile.Distribution.NORMAL
                : NumberEncoder.Quantile.Distribution.UNIFORM;
    }

    /** No more than would have an edge at every value. */
    private int bins() {
        return (int) Math.clamp(column.distinct() - 1, 1, MOST_BINS);
    }

    /** What stands in: of a column that misses nothing, it only matters for rows to come. */
    private Missing missing(Encoding encoding) {
        if (feature.missing() != null) {
            return Missing.of(feature.missing());
        }
        Missing usual = encoding.usualMissing();
        return usual == Missing.CATEGORY && column.missing() == 0 ? Missing.ZERO : usual;
    }

    private Gap gap(Encoding encoding) {
        Missing missing = missing(encoding);
        boolean indicator = or(feature.indicator(), column.missing() > 0 && missing != Missing.REFUSE);
        return new Gap(missing, missing == Missing.CONSTANT ? fill(encoding) : null, indicator);
    }

    private @Nullable Double fill(Encoding encoding) {
        JsonNode fill = feature.fill();
        return switch (column.type()) {
            case NUMBER, INTEGER -> number(fill, encoding);
            case BOOLEAN -> fill.isBoolean() ? fill.booleanValue() ? 1.0 : 0.0 : wrong("true or false", fill);
            case DATETIME -> date(fill);
            case CATEGORY, TEXT, TENSOR -> throw new IllegalArgumentException("no number stands in for " + column);
        };
    }

    private @Nullable Double number(JsonNode fill, Encoding encoding) {
        boolean finite = fill.isNumber() && Double.isFinite(fill.asDouble());
        boolean taken = finite && (encoding != Encoding.LOG1P || fill.asDouble() > NumberEncoder.Log1p.BOUND);
        return taken ? Double.valueOf(fill.asDouble()) : wrong(finite ? "a number above -1" : "a number", fill);
    }

    private @Nullable Double date(JsonNode fill) {
        OptionalDouble millis = fill.isString() ? DateText.millis(fill.stringValue()) : OptionalDouble.empty();
        return millis.isPresent()
                ? Double.valueOf(millis.getAsDouble())
                : wrong("a date as in \"2024-02-29\" or \"2024-02-29T12:30:00Z\"", fill);
    }

    private @Nullable Double wrong(String expected, JsonNode fill) {
        error("fill", "\"%s\" expects %s, received %s".formatted(column.name(), expected, Received.of(fill)));
        return null;
    }

    private Categories categories(Encoding encoding) {
        Missing missing = missing(encoding);
        String fill = missing == Missing.CONSTANT ? text(feature.fill()) : null;
        List<String> values = knownCategories();
        int places = values.isEmpty() ? (int) Math.min(column.distinct(), most()) : values.size();
        boolean other = values.isEmpty() || column.distinct() > values.size();
        Categories categories = new Categories(values, places, other, missing, fill, unseen());
        if (fill != null && !values.isEmpty() && !values.contains(fill)) {
            error("fill", "expected one of the categories of \"%s\", received \"%s\"".formatted(column.name(), fill));
        }
        return categories;
    }

    private @Nullable String text(JsonNode fill) {
        if (fill.isValueNode()) {
            return fill.isNumber() ? Numerals.text(fill.asDouble()) : fill.asString();
        }
        error("fill", "expected one of the categories, received " + Received.of(fill));
        return null;
    }

    private int most() {
        return or(feature.maxCategories(), MOST_CATEGORIES);
    }

    /** Those given, or all where none is rare; else they are learnt and the rare ones taken together. */
    private List<String> knownCategories() {
        if (feature.categories() != null) {
            return feature.categories();
        }
        boolean few = column.categories() != null && column.categories().size() <= most() && !hasRare();
        return few ? column.categories() : List.of();
    }

    /** Whether a value is in few rows, as far as the profile tells: it lists the most frequent ones only. */
    private boolean hasRare() {
        List<Column.TopValue> top = column.topValues();
        if (top == null || top.size() < column.distinct()) {
            return column.distinct() > 2;
        }
        long rows = top.stream().mapToLong(Column.TopValue::count).sum();
        return top.getLast().count() < Frequent.enough(rows);
    }

    private Categories learnt(int places, boolean other) {
        return new Categories(List.of(), places, other, Missing.ZERO, null, unseen());
    }

    private Unseen unseen() {
        return "refuse".equals(feature.unseen()) ? Unseen.REFUSE : Unseen.OTHER;
    }

    /** Vectors of a length that grows with the root of the number of categories, at most 50. */
    private Encoder embedding(Categories categories) {
        int usual = (int) Math.clamp(Math.round(1.6 * Math.sqrt(categories.places())), 2, 50);
        return new Encoder.Embedding(categories, or(feature.dimension(), usual));
    }

    private Encoder dates(Encoding encoding) {
        List<TimePart> parts =
                new ArrayList<>(List.of(TimePart.YEAR, TimePart.MONTH, TimePart.DAY_OF_YEAR, TimePart.DAY_OF_WEEK));
        if (hasHours()) {
            parts.add(TimePart.HOUR);
        }
        List<Dates.Part> unfitted =
                parts.stream().map(part -> new Dates.Part(part, null, null)).toList();
        return new Dates(unfitted, Boolean.FALSE.equals(feature.cyclical()) ? List.of() : cycles(), gap(encoding));
    }

    private List<TimePart> cycles() {
        return hasHours()
                ? List.of(TimePart.DAY_OF_YEAR, TimePart.DAY_OF_WEEK, TimePart.HOUR)
                : List.of(TimePart.DAY_OF_YEAR, TimePart.DAY_OF_WEEK);
    }

    /** Whether any of the profile's values is not at midnight. */
    private boolean hasHours() {
        return column.topValues() == null
                || column.topValues().stream()
                        .anyMatch(top -> !top.value().matches(".{10}([T ]00:00(:00(\\.0+)?)?(Z|\\+00(:00)?)?)?"));
    }

    private void error(String option, String detail) {
        errors.add(new Finding(pointer + "/" + option, detail));
    }
}
