package org.netsmith.dataset;

import java.util.List;
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
 * @param inputs the columns that a network sees, in the order of its inputs
 * @param target the column that it predicts
 */
public record Encoders(List<Input> inputs, Target target) {

    public Encoders {
        inputs = List.copyOf(inputs);
    }

    /** One column that a network sees. */
    public record Input(String name, ColumnType type, Encoder encoder) {

        /** The same input with numbers learnt from these rows of the table. */
        Input fit(Table table, int[] rows) {
            return new Input(name, type, encoder.fit(table.values(name), rows));
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
                case NumberEncoder _, TensorEncoder _, Encoder.Binary _, Dates _ -> null;
            };
        }

        /** Whether a value that is not among the known ones cannot be answered. */
        boolean refusesUnseen() {
            return switch (encoder) {
                case CategoryEncoder category -> category.categories().unseen() == Unseen.REFUSE;
                case TextEncoder.MultiHot multiHot -> multiHot.items().unseen() == Unseen.REFUSE;
                case TextEncoder.Hashing _, TextEncoder.HashedWords _, TextEncoder.TopWords _ -> false;
                case NumberEncoder _, TensorEncoder _, Encoder.Binary _, Dates _ -> false;
            };
        }

        /** Whether a row without a value cannot be answered. */
        boolean refusesMissing() {
            return switch (encoder) {
                case NumberEncoder number -> number.missing().policy() == Missing.REFUSE;
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
    }

    /** The column that a network predicts. */
    public record Target(String name, ColumnType type, TargetEncoder encoder) {}

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
     * Decides how to encode a data set, from the profile of its columns alone.
     *
     * @param features null for every usable column but the target
     */
    public static Plan plan(
            List<Column> columns, String target, @Nullable List<FeatureSpec> features, TargetKind kind) {
        return new EncoderPlanner(columns, target, kind).plan(features);
    }

    /**
     * Decides how to encode the columns that a network is to see, from the profile alone.
     *
     * @param targets columns that are no features
     * @param features null for every other usable column
     */
    static Features planFeatures(List<Column> columns, Set<String> targets, @Nullable List<FeatureSpec> features) {
        return new FeaturePlanner(columns, targets).plan(features);
    }

    /**
     * The shape of one encoded row: {@code [width]}, or {@code [28, 28]} for a single tensor column. Known before
     * fitting.
     */
    public Shape inputShape() {
        if (inputs.size() == 1) {
            return inputs.getFirst().encoder().shape();
        }
        long width = 0;
        for (Input input : inputs) {
            width += input.encoder().shape().size();
        }
        return Shape.of(width);
    }

    /** The same plan with numbers learnt from these rows of the table. */
    public Encoders fit(Table table, int[] rows) {
        List<Input> fitted = inputs.stream()
                .map(input -> input.fit(table, rows))
                .toList();
        return new Encoders(
                fitted,
                new Target(target.name(), target.type(), target.encoder().fit(table.values(target.name()), rows)));
    }

    /** Encodes these rows into {@code x [rows.length, …inputShape]}. */
    public void encode(Table table, int[] rows, Tensor x) {
        Shape row = inputShape();
        long stride = row.size();
        requireShape(x, row.prepend(rows.length));
        long offset = 0;
        for (Input input : inputs) {
            input.encoder().encode(table.values(input.name()), rows, new Slots(x, offset, stride));
            offset += input.encoder().shape().size();
        }
    }

    /**
     * Encodes the target of these rows, which must not be missing, into {@code y}. Its shape says how: {@code [n, 1]}
     * takes class numbers (so 0 and 1 for two classes) or standardised values, {@code [n, classes]} one-hot rows.
     */
    public void encodeTarget(Table table, int[] rows, Tensor y) {
        long width = y.shape().extent(-1);
        long classes = Math.max(1, labels().size());
        requireShape(y, Shape.of(rows.length, width == 1 ? 1 : classes));
        target.encoder().encode(table.values(target.name()), rows, new Slots(y, 0, width), width);
    }

    /** The labels in class order; empty for a regression. */
    public List<String> labels() {
        return switch (target.encoder()) {
            case TargetEncoder.Labels labels -> labels.labels();
            case TargetEncoder.Standardized _ -> List.of();
        };
    }

    /** What turns a network's output back into the target's own units; {@link Fit.TargetScale#NONE} for classes. */
    public Fit.TargetScale targetScale() {
        return switch (target.encoder()) {
            case TargetEncoder.Labels _ -> Fit.TargetScale.NONE;
            case TargetEncoder.Standardized standardized ->
                new Fit.TargetScale(standardized.scale(), standardized.mean());
        };
    }

    private static void requireShape(Tensor tensor, Shape expected) {
        if (!tensor.shape().equals(expected)) {
            throw new IllegalArgumentException("expected %s, received %s".formatted(expected, tensor.shape()));
        }
    }
}
