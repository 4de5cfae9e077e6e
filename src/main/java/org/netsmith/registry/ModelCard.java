package org.netsmith.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.ColumnType;
import org.netsmith.dataset.Encoders;

/**
 * What a model takes and what it answers.
 *
 * @param inputs the columns of a row, in the order in which a row given as an array lists them
 */
record ModelCard(List<Input> inputs, List<Output> outputs) {

    /**
     * @param shape the shape of one value, empty for everything but tensors
     * @param categories the values known from training, null where any is taken
     * @param example a value that fits, null where there is none short enough to show
     */
    record Input(
            String name,
            ColumnType type,
            List<Long> shape,
            @Nullable List<String> categories,
            @Nullable Object example) {}

    /** @param labels what a classification chooses from, null for a regression */
    record Output(String name, ColumnType type, @Nullable List<String> labels) {}

    static ModelCard of(Encoders encoders) {
        return new ModelCard(
                encoders.inputs().stream().map(ModelCard::input).toList(),
                encoders.targets().stream().map(ModelCard::output).toList());
    }

    private static Output output(Encoders.Target target) {
        return new Output(target.name(), target.type(), target.labels().isEmpty() ? null : target.labels());
    }

    private static Input input(Encoders.Input input) {
        return new Input(
                input.name(),
                input.type(),
                input.extents(),
                input.knownCategories(),
                input.encoder().example());
    }
}
