package org.netsmith.engine.layer;

/** A layer that leaves each step of a sequence in its place, so that the mask of the input is that of the output. */
public sealed interface Stepwise extends SingleInput
        permits Dense,
                Activation,
                PReLU,
                Identity,
                ActivityRegularization,
                Rescaling,
                Dropout,
                AlphaDropout,
                GaussianDropout,
                GaussianNoise,
                SpatialDropout1D,
                SpatialDropout2D,
                SpatialDropout3D,
                BatchNormalization,
                LayerNormalization,
                GroupNormalization,
                UnitNormalization,
                TimeDistributed {

    @Override
    default boolean passesMask() {
        return true;
    }
}
