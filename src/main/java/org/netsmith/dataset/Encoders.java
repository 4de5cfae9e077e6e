package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit;

/**
 * How the columns of a data set become tensors: decided from the columns before anything is read ({@link #plan}),
 * fitted on training rows only ({@link #fit}), stored with the model as JSON, and applied by the same code in training
 * and at prediction. Immutable.
 *
 * @param inputs the columns that a network sees; those that are fed to one of its inputs stand together, in the order
 *     of its inputs
 * @param targets the columns that it predicts, in the order of its outputs
 */
public record Encoders(
        List<Input> inputs,

        @JsonAlias("target") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Target> targets) {

    public Encoders {
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
    }

    /** For a network with one output. */
    public Encoders(List<Input> inputs, Target target) {
        this(inputs, List.of(target));
    }

    /**
     * One column that a network sees.
     *
     * @param feeds the name of the network's input that it is fed to, null for the only one
     */
    public record Input(
            String name,
            ColumnType type,
            Encoder encoder,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String feeds) {

        /** A column for the only input of a network. */
        public Input(String name, ColumnType type, Encoder encoder) {
            this(name, type, encoder, null);
        }

        /** The same input with numbers learnt from these rows of the table. */
        Input fit(Table table, int[] rows) {
            return new Input(name, type, encoder.fit(table.values(name), rows), feeds);
        }

        /** The shape of one raw value: empty but for tensors. */
        public List<Long> extents() {
            return encoder instanceof TensorEncoder tensor ? tensor.extents() : List.of();
        }

        /** The values known to the encoder, or null where it takes any. */
        public @Nullable List<String> knownCategories() {
            return switch (encoder) {
                case CategoryEncoder category -> category.categories().values();
                case TextEncoder.MultiHot multiHot -> multiHot.items().values();
                case TextEncoder.Hashing _, TextEncoder.HashedWords _, TextEncoder.TopWords _ -> null;
                case NumberEncoder _, PiecewiseLinear _, TensorEncoder _, Encoder.Binary _, Dates _ -> null;
            };
        }

        /** Whether a value that is not among the known ones cannot be answered. */
        boolean refusesUnseen() {
            return switch (encoder) {
                case CategoryEncoder category -> category.categories().unseen() == Unseen.REFUSE;
                case TextEncoder.MultiHot multiHot -> multiHot.items().unseen() == Unseen.REFUSE;
                case TextEncoder.Hashing _, TextEncoder.HashedWords _, TextEncoder.TopWords _ -> false;
                case NumberEncoder _, PiecewiseLinear _, TensorEncoder _, Encoder.Binary _, Dates _ -> false;
            };
        }

        /** Whether a row without a value cannot be answered. */
        boolean refusesMissing() {
            return switch (encoder) {
                case NumberEncoder number -> number.missing().policy() == Missing.REFUSE;
                case PiecewiseLinear number -> number.missing().policy() == Missing.REFUSE;
                case CategoryEncoder category -> category.categories().missing() == Missing.REFUSE;
                case TextEncoder text -> text.missing().policy() == Missing.REFUSE;
                case Encoder.Binary binary -> binary.missing().policy() == Missing.REFUSE;
                case Dates dates -> dates.missing().policy() == Missing.REFUSE;
                case TensorEncoder _ -> false;
            };
        }

        /** Whether values are lists, given as JSON arrays or as their texts. */
        boolean takesLists() {
            return encoder instanceof TextEncoder.MultiHot;
        }

        /** The bound above which numbers must be to be encoded, or else are taken as missing. */
        double bound() {
            return encoder instanceof NumberEncoder.Log1p ? NumberEncoder.Log1p.BOUND : Double.NEGATIVE_INFINITY;
        }

        /** What each number of an encoded value is: {@code age}, {@code island=Biscoe}, {@code age missing}. */
        List<String> numbers() {
            return encoder.names().stream().map(part -> name + part).toList();
        }

        /** The same column, fed to an input of a network. */
        public Input feeding(@Nullable String input) {
            return new Input(name, type, encoder, input);
        }
    }

    /** A column that a network predicts. */
    public record Target(String name, ColumnType type, TargetEncoder encoder) {

        /** The labels in class order; empty for a regression. */
        public List<String> labels() {
            return switch (encoder) {
                case TargetEncoder.Labels labels -> labels.labels();
                case TargetEncoder.Standardized _ -> List.of();
            };
        }

        /** What turns a network's output back into the target's own units; {@link Fit.TargetScale#NONE} for classes. */
        public Fit.TargetScale scale() {
            return switch (encoder) {
                case TargetEncoder.Labels _ -> Fit.TargetScale.NONE;
                case TargetEncoder.Standardized standardized ->
                    new Fit.TargetScale(standardized.scale(), standardized.mean());
            };
        }

        /**
         * Encodes the target of these rows, which must not be missing, into {@code y}. Its shape says how:
         * {@code [n, 1]} takes class numbers (so 0 and 1 for two classes) or standardised values,
         * {@code [n, classes]} one-hot rows.
         */
        public void encode(Table table, int[] rows, Tensor y) {
            long width = y.shape().extent(-1);
            long classes = Math.max(1, labels().size());
            requireShape(y, Shape.of(rows.length, width == 1 ? 1 : classes));
            encoder.encode(table.values(name), rows, new Slots(y, 0, width), width);
        }

        private Target fit(Table table, int[] rows) {
            return new Target(name, type, encoder.fit(table.values(name), rows));
        }
    }

    /**
     * The columns that are fed to one input of a network, side by side.
     *
     * @param input the name of the network's input, null for the only one
     */
    public record Feed(@Nullable String input, List<Input> columns) {

        /**
         * The shape of one encoded row: {@code [width]}, or {@code [28, 28]} for a single tensor column. Known before
         * fitting.
         */
        public Shape shape() {
            if (columns.size() == 1) {
                return columns.getFirst().encoder().shape();
            }
            long width = 0;
            for (Input column : columns) {
                width += column.encoder().shape().size();
            }
            return Shape.of(width);
        }

        /** Encodes these rows into {@code x [rows.length, …shape]}. */
        public void encode(Table table, int[] rows, Tensor x) {
            Shape row = shape();
            long stride = row.size();
            requireShape(x, row.prepend(rows.length));
            long offset = 0;
            for (Input column : columns) {
                column.encoder().encode(table.values(column.name()), rows, new Slots(x, offset, stride));
                offset += column.encoder().shape().size();
            }
        }
    }

    /**
     * The inputs alone, without a word on what is predicted.
     *
     * @param inputs not to be used where there are errors
     */
    record Features(List<Input> inputs, List<Finding> warnings, List<Finding> errors) {}

    /**
     * What {@link #plan} found.
     *
     * @param encoders null exactly where there are errors
     * @param warnings what was left out or altered, and why
     * @param errors with pointers {@code /target}, {@code /features/2}, {@code /features/2/encoding}
     */
    public record Plan(@Nullable Encoders encoders, List<Finding> warnings, List<Finding> errors) {}

    /**
     * Decides how to encode a data set for a network with one input, from the profile of its columns alone.
     *
     * @param targets one for each output of the network
     * @param features null for every usable column but the targets
     */
    public static Plan plan(
            List<Column> columns,
            List<TargetSpec> targets,
            @Nullable List<FeatureSpec> features,
            UsualNumbers usual) {
        return new EncoderPlanner(columns, targets, usual).plan(features);
    }

    /** Decides how to encode a data set for a network that is there. */
    public static Plan plan(List<Column> columns, List<TargetSpec> targets, @Nullable List<FeatureSpec> features) {
        return plan(columns, targets, features, UsualNumbers.STANDARDIZED);
    }

    /** Decides how to encode a data set for a network with one input and one output. */
    public static Plan plan(
            List<Column> columns, String target, @Nullable List<FeatureSpec> features, TargetKind kind) {
        return plan(columns, List.of(new TargetSpec("/target", target, kind)), features);
    }

    /** The columns of each input of the network, in the order of its inputs. */
    public List<Feed> feeds() {
        Map<String, List<Input>> columns = new LinkedHashMap<>();
        inputs.forEach(
                input -> columns.computeIfAbsent(Objects.requireNonNullElse(input.feeds(), ""), _ -> new ArrayList<>())
                        .add(input));
        return columns.values().stream()
                .map(fed -> new Feed(fed.getFirst().feeds(), fed))
                .toList();
    }

    /** The targets of classes, in their order. */
    public List<Target> classes() {
        return targets.stream().filter(target -> !target.labels().isEmpty()).toList();
    }

    /**
     * Decides how to encode the columns that a network is to see, from the profile alone.
     *
     * @param targets columns that are no features
     * @param features null for every other usable column
     */
    static Features planFeatures(
            List<Column> columns, Set<String> targets, @Nullable List<FeatureSpec> features, UsualNumbers usual) {
        return new FeaturePlanner(columns, targets, usual).plan(features);
    }

    /** The same plan with numbers learnt from these rows of the table. */
    public Encoders fit(Table table, int[] rows) {
        return new Encoders(
                inputs.stream().map(input -> input.fit(table, rows)).toList(),
                targets.stream().map(target -> target.fit(table, rows)).toList());
    }

    /** The column that the first output predicts. */
    public Target target() {
        return targets.getFirst();
    }

    /** The labels of the first target. */
    public List<String> labels() {
        return target().labels();
    }

    /** What turns the first output back into its target's own units. */
    public Fit.TargetScale targetScale() {
        return target().scale();
    }

    /** The shape of one encoded row of a network with one input. */
    public Shape inputShape() {
        return new Feed(null, inputs).shape();
    }

    /** Encodes these rows for a network with one input, into {@code x [rows.length, …inputShape]}. */
    public void encode(Table table, int[] rows, Tensor x) {
        new Feed(null, inputs).encode(table, rows, x);
    }

    /** Encodes the first target as {@link Target#encode} does. */
    public void encodeTarget(Table table, int[] rows, Tensor y) {
        target().encode(table, rows, y);
    }

    private static void requireShape(Tensor tensor, Shape expected) {
        if (!tensor.shape().equals(expected)) {
            throw new IllegalArgumentException("expected %s, received %s".formatted(expected, tensor.shape()));
        }
    }
}
