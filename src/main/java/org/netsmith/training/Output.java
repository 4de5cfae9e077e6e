package org.netsmith.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.layer.Activation;
import org.netsmith.engine.layer.ActivityRegularization;
import org.netsmith.engine.layer.AlphaDropout;
import org.netsmith.engine.layer.BatchNormalization;
import org.netsmith.engine.layer.Bidirectional;
import org.netsmith.engine.layer.Convolution;
import org.netsmith.engine.layer.Cropping1D;
import org.netsmith.engine.layer.Cropping2D;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.layer.Embedding;
import org.netsmith.engine.layer.Flatten;
import org.netsmith.engine.layer.GaussianDropout;
import org.netsmith.engine.layer.GaussianNoise;
import org.netsmith.engine.layer.GlobalPooling;
import org.netsmith.engine.layer.GroupNormalization;
import org.netsmith.engine.layer.Identity;
import org.netsmith.engine.layer.LayerNormalization;
import org.netsmith.engine.layer.Masking;
import org.netsmith.engine.layer.Merge;
import org.netsmith.engine.layer.Normalization;
import org.netsmith.engine.layer.PReLU;
import org.netsmith.engine.layer.Permute;
import org.netsmith.engine.layer.Pooling;
import org.netsmith.engine.layer.Preprocessing;
import org.netsmith.engine.layer.RMSNormalization;
import org.netsmith.engine.layer.Recurrent;
import org.netsmith.engine.layer.RepeatVector;
import org.netsmith.engine.layer.Rescaling;
import org.netsmith.engine.layer.Reshape;
import org.netsmith.engine.layer.SpatialDropout1D;
import org.netsmith.engine.layer.SpatialDropout2D;
import org.netsmith.engine.layer.SpatialDropout3D;
import org.netsmith.engine.layer.TimeDistributed;
import org.netsmith.engine.layer.UnitNormalization;
import org.netsmith.engine.layer.UpSampling1D;
import org.netsmith.engine.layer.UpSampling2D;
import org.netsmith.engine.layer.ZeroPadding1D;
import org.netsmith.engine.layer.ZeroPadding2D;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Source;

/**
 * What a network ends in, as far as its layers tell without an input shape.
 *
 * @param units of the last Dense layer, 0 where there is none
 */
record Output(long units, ActivationFunction activation) {

    /** What an output is, followed back along the first input of each layer. */
    static Output of(NetworkDefinition network, int output) {
        ActivationFunction activation = null;
        for (NetworkDefinition.Node node : path(network, output)) {
            switch (node.layer()) {
                case Dense dense -> {
                    return new Output(dense.units(), activation == null ? dense.activation() : activation);
                }
                case Activation layer when layer.activation() instanceof ActivationFunction.Linear -> {}
                case Activation layer -> activation = activation == null ? layer.activation() : activation;
                case BatchNormalization _,
                        LayerNormalization _,
                        GroupNormalization _,
                        RMSNormalization _,
                        UnitNormalization _,
                        Rescaling _,
                        Normalization _,
                        PReLU _ -> activation = activation == null ? new ActivationFunction.Linear() : activation;
                case Dropout _,
                        AlphaDropout _,
                        GaussianDropout _,
                        GaussianNoise _,
                        SpatialDropout1D _,
                        SpatialDropout2D _,
                        SpatialDropout3D _,
                        Identity _,
                        Masking _,
                        ActivityRegularization _,
                        Flatten _,
                        Reshape _,
                        Permute _,
                        RepeatVector _,
                        ZeroPadding1D _,
                        ZeroPadding2D _,
                        Cropping1D _,
                        Cropping2D _,
                        UpSampling1D _,
                        UpSampling2D _,
                        Pooling _,
                        GlobalPooling _ -> {}
                case Convolution convolution -> {
                    return new Output(0, activation == null ? convolution.activation() : activation);
                }
                case Embedding _, Recurrent _, Bidirectional _, TimeDistributed _, Merge _, Preprocessing _ -> {
                    return new Output(0, activation == null ? new ActivationFunction.Linear() : activation);
                }
            }
        }
        return new Output(0, activation == null ? new ActivationFunction.Linear() : activation);
    }

    /** The layers from an output back to an input. */
    private static List<NetworkDefinition.Node> path(NetworkDefinition network, int output) {
        List<NetworkDefinition.Node> path = new ArrayList<>();
        Optional<Source> source = Optional.of(network.outputs().get(output));
        while (source.isPresent()) {
            Source end = source.get();
            Optional<NetworkDefinition.Node> node = network.nodes().stream()
                    .filter(candidate -> candidate.name().equals(end.name()))
                    .findAny();
            node.ifPresent(path::add);
            source = node.map(layer -> layer.calls().get(end.call()).inputs().getFirst());
        }
        return path;
    }

    boolean linear() {
        return activation instanceof ActivationFunction.Linear;
    }

    boolean softmax() {
        return activation instanceof ActivationFunction.Softmax;
    }

    boolean sigmoid() {
        return activation instanceof ActivationFunction.Sigmoid;
    }

    /** The activation's name as users write it. */
    String activationName() {
        return activation
                .getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
