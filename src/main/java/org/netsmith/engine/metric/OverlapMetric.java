package org.netsmith.engine.metric;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/**
 * Intersection over union of classes: {@code truePositives / (truePositives + falsePositives + falseNegatives)}, the
 * mean over the classes that occur. As in Keras counts are integers, so sample weights are rounded towards 0.
 *
 * @see <a href="https://keras.io/api/metrics/segmentation_metrics/">Keras: image segmentation metrics</a>
 */
public sealed interface OverlapMetric extends Metric {

    @Override
    default boolean higherIsBetter() {
        return true;
    }

    /**
     * The mean over chosen classes.
     *
     * @param numClasses how many classes there are
     * @param targetClassIds the classes whose mean is taken
     * @param ignoreClass a class of the target that counts nothing
     * @param sparseYTrue whether targets are class numbers rather than rows of classes; default true
     * @param sparseYPred whether predictions are class numbers rather than rows of classes; default true
     */
    record IoU(
            @Nullable String name,
            @Min(1) @Max(10_000) Integer numClasses,
            List<@PositiveOrZero Integer> targetClassIds,
            @Nullable Integer ignoreClass,
            @Nullable Boolean sparseYTrue,
            @Nullable Boolean sparseYPred)
            implements OverlapMetric {

        public IoU {
            name = name == null ? "io_u" : name;
            targetClassIds = within(targetClassIds, numClasses);
            sparseYTrue = sparseYTrue == null || sparseYTrue;
            sparseYPred = sparseYPred == null || sparseYPred;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new ClassOverlap(numClasses, targetClassIds, ignoreClass, sparseYTrue, sparseYPred);
        }
    }

    /**
     * The mean over no (0) and yes (1), yes being a prediction of at least the threshold.
     *
     * @param targetClassIds which of the two, default both
     * @param threshold default 0.5
     */
    record BinaryIoU(
            @Nullable String name,
            @Nullable List<@PositiveOrZero @Max(1) Integer> targetClassIds,
            @Nullable Double threshold)
            implements OverlapMetric {

        public BinaryIoU {
            name = name == null ? "binary_io_u" : name;
            targetClassIds = targetClassIds == null || targetClassIds.isEmpty() ? List.of(0, 1) : targetClassIds;
            targetClassIds = within(targetClassIds, 2);
            threshold = threshold == null ? 0.5 : threshold;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return ClassOverlap.binary(targetClassIds, threshold);
        }
    }

    /**
     * The mean over all classes.
     *
     * @param numClasses how many classes there are
     * @param ignoreClass a class of the target that counts nothing
     * @param sparseYTrue whether targets are class numbers rather than rows of classes; default true
     * @param sparseYPred whether predictions are class numbers rather than rows of classes; default true
     */
    record MeanIoU(
            @Nullable String name,
            @Min(1) @Max(10_000) Integer numClasses,
            @Nullable Integer ignoreClass,
            @Nullable Boolean sparseYTrue,
            @Nullable Boolean sparseYPred)
            implements OverlapMetric {

        public MeanIoU {
            name = name == null ? "mean_io_u" : name;
            sparseYTrue = sparseYTrue == null || sparseYTrue;
            sparseYPred = sparseYPred == null || sparseYPred;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new ClassOverlap(numClasses, all(numClasses), ignoreClass, sparseYTrue, sparseYPred);
        }
    }

    /**
     * The mean over chosen classes, of rows of classes.
     *
     * @param numClasses how many classes there are
     * @param targetClassIds the classes whose mean is taken
     * @param ignoreClass a class of the target that counts nothing
     * @param sparseYPred whether predictions are class numbers rather than rows of classes; default false
     */
    record OneHotIoU(
            @Nullable String name,
            @Min(1) @Max(10_000) Integer numClasses,
            List<@PositiveOrZero Integer> targetClassIds,
            @Nullable Integer ignoreClass,
            @Nullable Boolean sparseYPred)
            implements OverlapMetric {

        public OneHotIoU {
            name = name == null ? "one_hot_io_u" : name;
            targetClassIds = within(targetClassIds, numClasses);
            sparseYPred = sparseYPred != null && sparseYPred;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new ClassOverlap(numClasses, targetClassIds, ignoreClass, false, sparseYPred);
        }
    }

    /**
     * The mean over all classes, of rows of classes.
     *
     * @param numClasses how many classes there are
     * @param ignoreClass a class of the target that counts nothing
     * @param sparseYPred whether predictions are class numbers rather than rows of classes; default false
     */
    record OneHotMeanIoU(
            @Nullable String name,
            @Min(1) @Max(10_000) Integer numClasses,
            @Nullable Integer ignoreClass,
            @Nullable Boolean sparseYPred)
            implements OverlapMetric {

        public OneHotMeanIoU {
            name = name == null ? "one_hot_mean_io_u" : name;
            sparseYPred = sparseYPred != null && sparseYPred;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new ClassOverlap(numClasses, all(numClasses), ignoreClass, false, sparseYPred);
        }
    }

    private static List<Integer> all(int numClasses) {
        return IntStream.range(0, numClasses).boxed().toList();
    }

    private static List<Integer> within(List<Integer> ids, int numClasses) {
        if (ids.isEmpty() || ids.stream().anyMatch(id -> id < 0 || id >= numClasses)) {
            throw new IllegalArgumentException("target_class_ids: expected at least one class from 0 to %d, received %s"
                    .formatted(numClasses - 1, ids));
        }
        return List.copyOf(ids);
    }
}
