package org.netsmith.engine.loss;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.ShapeException;

/** The losses that are computed on the host, for batches of one shape. */
record HostLoss(Shape target, Shape prediction) {

    /** @throws ShapeException if target and prediction have not the shapes that the loss compares */
    HostRows.Differentiable of(Loss.Structured loss) {
        return switch (loss) {
            case Loss.CosineSimilarity cosine -> new CosineRows(groups(List.of(cosine.axis())));
            case Loss.Dice dice -> new OverlapRows(OverlapRows.Factors.of(dice), groups(dice.axis()));
            case Loss.Tversky tversky -> new OverlapRows(OverlapRows.Factors.of(tversky), groups(tversky.axis()));
            case Loss.CategoricalHinge _ -> categoricalHinge();
            case Loss.Circle circle -> pairs(circle);
            case Loss.CTC _ -> alignments();
        };
    }

    private Groups groups(@Nullable List<Integer> axis) {
        requireAlike();
        return Groups.along(prediction, axis);
    }

    private CategoricalHingeRows categoricalHinge() {
        requireAlike();
        return new CategoricalHingeRows(rows(), units());
    }

    private CirclePairs pairs(Loss.Circle circle) {
        require(target.size() == rows(), "one label for each row of");
        return new CirclePairs(circle, rows(), units());
    }

    private Alignments alignments() {
        boolean sequences = prediction.rank() == 3 && prediction.extent(1) > 0 && target.rank() == 2;
        require(sequences && target.extent(0) == prediction.extent(0), "a sequence [batch, length] of symbols for");
        int batch = Math.toIntExact(prediction.extent(0));
        int steps = Math.toIntExact(prediction.extent(1));
        return new Alignments(batch, steps, units(), Math.toIntExact(target.extent(1)));
    }

    private void requireAlike() {
        require(target.size() == prediction.size(), "a target of the shape of");
    }

    private void require(boolean fits, String expected) {
        if (!fits) {
            throw new ShapeException(
                    "expected %s the prediction %s, received the target %s".formatted(expected, prediction, target));
        }
    }

    private int rows() {
        return Math.toIntExact(Bound.matrix(prediction).extent(0));
    }

    private int units() {
        return Math.toIntExact(Bound.matrix(prediction).extent(1));
    }
}
