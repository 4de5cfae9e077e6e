package org.netsmith.engine.optimizer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments that every optimizer takes. A clipping of 0 is none.
 *
 * @param weightDecay every weight loses this part of itself, times the learning rate, before each update
 * @param clipnorm no variable's gradient is longer than this
 * @param globalClipnorm nor is the gradient of all variables together
 * @param clipvalue no element of a gradient is further from 0 than this
 * @param useEma whether an exponential moving average of the weights is kept; it replaces them when a fit ends
 * @param emaMomentum the part of the average that stays at each batch
 * @param emaOverwriteFrequency after how many updates the average replaces the weights, if it does before the end
 * @param lossScaleFactor what the loss is multiplied by, and the gradients are divided by again
 * @param gradientAccumulationSteps how many batches' mean gradient makes one update
 */
public record Common(
        @Nullable @PositiveOrZero @NullIs(0) Double weightDecay,
        @Nullable @PositiveOrZero Double clipnorm,
        @Nullable @PositiveOrZero Double globalClipnorm,
        @Nullable @PositiveOrZero Double clipvalue,
        @Nullable Boolean useEma,
        @Nullable @DecimalMin("0") @DecimalMax("1") Double emaMomentum,
        @Nullable @Positive Integer emaOverwriteFrequency,
        @Nullable @Positive Double lossScaleFactor,
        @Nullable @Min(2) Integer gradientAccumulationSteps) {

    /** Keras' defaults: nothing but the plain update. */
    public static final Common NONE = new Common(null, null, null, null, null, null, null, null, null);

    public Common {
        useEma = useEma != null && useEma;
        emaMomentum = emaMomentum == null ? 0.99 : emaMomentum;
        if (Stream.of(clipnorm, globalClipnorm, clipvalue)
                        .filter(Objects::nonNull)
                        .count()
                > 1) {
            throw new IllegalArgumentException(
                    "only one of clipnorm, global_clipnorm and clipvalue may be set, received %s, %s and %s"
                            .formatted(clipnorm, globalClipnorm, clipvalue));
        }
    }

    static Common or(@Nullable Common given) {
        return given == null ? NONE : given;
    }

    /** The same, with this weight decay where none was given. */
    Common decayingBy(double otherwise) {
        return weightDecay != null
                ? this
                : new Common(
                        otherwise,
                        clipnorm,
                        globalClipnorm,
                        clipvalue,
                        useEma,
                        emaMomentum,
                        emaOverwriteFrequency,
                        lossScaleFactor,
                        gradientAccumulationSteps);
    }

    /** Whether what the update sees is no longer the gradient of one batch as it was computed. */
    boolean changesGradients() {
        return Stream.of(clipnorm, globalClipnorm, clipvalue, lossScaleFactor, gradientAccumulationSteps)
                .anyMatch(Objects::nonNull);
    }

    /** What comes before an update's own program, empty or with a semicolon at its end. */
    String prelude() {
        return clipping() + decay(weightDecay);
    }

    String clipping() {
        return clipvalue == null || clipvalue == 0 ? "" : "g = clip(g, -%s, %s); ".formatted(clipvalue, clipvalue);
    }

    static String decay(@Nullable Double rate) {
        return rate == null || rate == 0 ? "" : "w = w - w * %s * lr; ".formatted(rate);
    }
}
