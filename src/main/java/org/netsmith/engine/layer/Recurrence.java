package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * The arguments that every recurrent layer takes.
 *
 * @param useBias default true
 * @param kernelInitializer default GlorotUniform
 * @param recurrentInitializer default Orthogonal
 * @param biasInitializer default Zeros
 * @param kernelRegularizer what the kernel adds to the loss, default none
 * @param recurrentRegularizer what the recurrent kernel adds to the loss, default none
 * @param biasRegularizer what the bias adds to the loss, default none
 * @param activityRegularizer what the output adds to the loss, default none
 * @param kernelConstraint what the kernel must keep to, default none
 * @param recurrentConstraint what the recurrent kernel must keep to, default none
 * @param biasConstraint what the bias must keep to, default none
 * @param returnSequences whether the output of every step comes out and not that of the last alone, default false
 * @param goBackwards whether the steps are taken last to first; sequences come out in the order taken. Default false
 * @param zeroOutputForMask whether a masked step puts out 0 and not what the step before did, default false
 * @param dropout the part of the inputs that is dropped in training, the same in every step; default 0
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 */
public record Recurrence(
        @Nullable Boolean useBias,
        @Nullable Initializer kernelInitializer,
        @Nullable Initializer recurrentInitializer,
        @Nullable Initializer biasInitializer,
        @Nullable Regularizer kernelRegularizer,
        @Nullable Regularizer recurrentRegularizer,
        @Nullable Regularizer biasRegularizer,
        @Nullable Regularizer activityRegularizer,
        @Nullable Constraint kernelConstraint,
        @Nullable Constraint recurrentConstraint,
        @Nullable Constraint biasConstraint,
        @Nullable Boolean returnSequences,
        @Nullable Boolean goBackwards,
        @Nullable Boolean zeroOutputForMask,

        @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double dropout,

        @Nullable Long seed) {

    public Recurrence {
        useBias = useBias == null || useBias;
        kernelInitializer = kernelInitializer == null ? new Initializer.GlorotUniform(null) : kernelInitializer;
        recurrentInitializer =
                recurrentInitializer == null ? new Initializer.Orthogonal(null, null) : recurrentInitializer;
        biasInitializer = biasInitializer == null ? new Initializer.Zeros() : biasInitializer;
        returnSequences = returnSequences != null && returnSequences;
        goBackwards = goBackwards != null && goBackwards;
        zeroOutputForMask = zeroOutputForMask != null && zeroOutputForMask;
        dropout = dropout == null ? 0.0 : dropout;
    }

    static Recurrence or(@Nullable Recurrence given) {
        return given == null ? directed(false, false, false) : given;
    }

    /** Keras' defaults but for what comes out and in which order. */
    public static Recurrence directed(boolean returnSequences, boolean goBackwards, boolean zeroOutputForMask) {
        return new Recurrence(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                returnSequences,
                goBackwards,
                zeroOutputForMask,
                null,
                null);
    }

    /** The same in this direction, with 0 or the output before for masked steps. */
    Recurrence with(boolean backwards, boolean zeroForMask) {
        return new Recurrence(
                useBias,
                kernelInitializer,
                recurrentInitializer,
                biasInitializer,
                kernelRegularizer,
                recurrentRegularizer,
                biasRegularizer,
                activityRegularizer,
                kernelConstraint,
                recurrentConstraint,
                biasConstraint,
                returnSequences,
                backwards,
                zeroForMask,
                dropout,
                seed);
    }
}
