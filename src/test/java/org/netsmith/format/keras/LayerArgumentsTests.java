package org.netsmith.format.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netsmith.format.keras.Fixtures.layer;
import static org.netsmith.format.keras.Fixtures.pointers;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.layer.AdditiveAttention;
import org.netsmith.engine.layer.AlphaDropout;
import org.netsmith.engine.layer.Attention;
import org.netsmith.engine.layer.AveragePooling1D;
import org.netsmith.engine.layer.AveragePooling2D;
import org.netsmith.engine.layer.Bias;
import org.netsmith.engine.layer.Bidirectional;
import org.netsmith.engine.layer.Concatenate;
import org.netsmith.engine.layer.Conv1D;
import org.netsmith.engine.layer.Conv2D;
import org.netsmith.engine.layer.Conv2DTranspose;
import org.netsmith.engine.layer.Cropping1D;
import org.netsmith.engine.layer.Cropping2D;
import org.netsmith.engine.layer.DataFormat;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.DepthwiseConv2D;
import org.netsmith.engine.layer.Dot;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.layer.Embedding;
import org.netsmith.engine.layer.GRU;
import org.netsmith.engine.layer.GaussianNoise;
import org.netsmith.engine.layer.GlobalAveragePooling1D;
import org.netsmith.engine.layer.GlobalAveragePooling2D;
import org.netsmith.engine.layer.GlobalMaxPooling1D;
import org.netsmith.engine.layer.GlobalMaxPooling2D;
import org.netsmith.engine.layer.GroupNormalization;
import org.netsmith.engine.layer.Kernel;
import org.netsmith.engine.layer.LSTM;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.layer.LayerNormalization;
import org.netsmith.engine.layer.Masking;
import org.netsmith.engine.layer.MaxPooling1D;
import org.netsmith.engine.layer.MaxPooling2D;
import org.netsmith.engine.layer.MultiHeadAttention;
import org.netsmith.engine.layer.Padding;
import org.netsmith.engine.layer.Permute;
import org.netsmith.engine.layer.RMSNormalization;
import org.netsmith.engine.layer.Recurrence;
import org.netsmith.engine.layer.RepeatVector;
import org.netsmith.engine.layer.Rescaling;
import org.netsmith.engine.layer.Reshape;
import org.netsmith.engine.layer.SeparableConv2D;
import org.netsmith.engine.layer.SimpleRNN;
import org.netsmith.engine.layer.SpatialDropout2D;
import org.netsmith.engine.layer.TimeDistributed;
import org.netsmith.engine.layer.UnitNormalization;
import org.netsmith.engine.layer.UpSampling2D;
import org.netsmith.engine.layer.Window;
import org.netsmith.engine.layer.ZeroPadding1D;
import org.netsmith.engine.layer.ZeroPadding2D;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.regularizer.Regularizer;
import org.netsmith.format.keras.KerasReader.Model;
import org.netsmith.format.keras.KerasReader.Reading;

/** The arguments of layers as Keras writes them: values alone, lists, lists of lists, and what is refused of them. */
class LayerArgumentsTests {

    private final KerasReader reader = new KerasReader();

    static Stream<Layer> layers() {
        Initializer zeros = new Initializer.Zeros();
        Initializer ones = new Initializer.Ones();
        Regularizer l2 = new Regularizer.L2(0.5);
        Constraint nonNegative = new Constraint.NonNeg();
        Window window =
                new Window(List.of(3, 2), List.of(2, 1), Padding.SAME, DataFormat.CHANNELS_FIRST, List.of(1, 1));
        Recurrence recurrence = new Recurrence(
                false,
                zeros,
                ones,
                zeros,
                l2,
                l2,
                l2,
                l2,
                nonNegative,
                nonNegative,
                nonNegative,
                true,
                true,
                true,
                0.25,
                3L);
        return Stream.of(
                new Dropout(0.5, 3L, Arrays.asList(null, 1, 4)),
                new AlphaDropout(0.5, 3L, Arrays.asList(1, null)),
                new GaussianNoise(0.5, 3L),
                new SpatialDropout2D(0.5, 3L, DataFormat.CHANNELS_FIRST),
                new LayerNormalization(List.of(2, 1), 0.5, false, false, ones, zeros, l2, l2, nonNegative, nonNegative),
                new GroupNormalization(-1, 2, 0.5, false, false, ones, zeros, l2, l2, nonNegative, nonNegative),
                new RMSNormalization(List.of(1, 2), 0.5),
                new UnitNormalization(List.of(1, 2)),
                new Reshape(List.of(2, -1, 3)),
                new Reshape(List.of(4)),
                new Reshape(List.of()),
                new Permute(List.of(2, 3, 1)),
                new RepeatVector(3),
                new Rescaling(List.of(0.5, 2.0), List.of(1.0, 3.0)),
                new ZeroPadding1D(List.of(2, 3), DataFormat.CHANNELS_FIRST),
                new ZeroPadding2D(List.of(List.of(1, 2), List.of(3, 4)), DataFormat.CHANNELS_FIRST),
                new Cropping1D(List.of(2, 3)),
                new Cropping2D(List.of(List.of(1, 2), List.of(3, 4)), DataFormat.CHANNELS_FIRST),
                new UpSampling2D(List.of(3, 4), DataFormat.CHANNELS_FIRST),
                new Masking(-1.5),
                new Attention(true, 0.25, 3L),
                new AdditiveAttention(false, 0.25, 3L),
                new MultiHeadAttention(
                        2, 3, 4, 0.25, false, List.of(5), ones, ones, l2, l2, l2, nonNegative, nonNegative, 3L),
                new SimpleRNN(3L, new ActivationFunction.Linear(), null),
                new LSTM(
                        3L,
                        new ActivationFunction.Relu(null, null, null),
                        new ActivationFunction.HardSigmoid(),
                        false,
                        recurrence),
                new GRU(3L, null, new ActivationFunction.HardSigmoid(), false, recurrence),
                new Bidirectional(
                        new GRU(3L, null, null, null, Recurrence.directed(true, false, false)),
                        new SimpleRNN(3L, null, Recurrence.directed(true, true, false)),
                        Bidirectional.MergeMode.AVE),
                new Bidirectional(new LSTM(3L, null, null, null, null), null, null),
                new TimeDistributed(
                        new TimeDistributed(new Dense(4L, new ActivationFunction.Tanh(), false, ones, zeros))),
                new Embedding(7, 3, zeros, l2, l2, nonNegative, true),
                new Concatenate(2),
                new Dot(List.of(2, 1), true),
                new Conv1D(
                        4L,
                        new Window(List.of(3), List.of(1), Padding.CAUSAL, DataFormat.CHANNELS_LAST, List.of(2)),
                        2,
                        new ActivationFunction.Relu(null, null, null),
                        new Kernel(zeros, l2, nonNegative),
                        new Bias(true, ones, l2, nonNegative),
                        l2),
                new Conv2D(4L, window, 2, null, new Kernel(zeros, l2, nonNegative), Bias.NONE, l2),
                new DepthwiseConv2D(window, 3, new ActivationFunction.Tanh(), zeros, l2, nonNegative, Bias.NONE, l2),
                new SeparableConv2D(
                        4L,
                        window,
                        3,
                        new ActivationFunction.Tanh(),
                        zeros,
                        ones,
                        l2,
                        l2,
                        nonNegative,
                        nonNegative,
                        Bias.PLAIN,
                        l2),
                Conv2DTranspose.of(4, window, List.of(1, 0)),
                Conv2DTranspose.of(4, window, null),
                new MaxPooling1D(List.of(3), List.of(2), Padding.SAME, DataFormat.CHANNELS_FIRST),
                new AveragePooling1D(List.of(3), null, null, null),
                new MaxPooling2D(null, List.of(1, 3), Padding.SAME, null),
                new AveragePooling2D(List.of(3, 2), null, null, DataFormat.CHANNELS_FIRST),
                new GlobalMaxPooling1D(DataFormat.CHANNELS_FIRST, true),
                new GlobalMaxPooling2D(null, true),
                new GlobalAveragePooling1D(null, null),
                new GlobalAveragePooling2D(DataFormat.CHANNELS_FIRST, true));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void readsBackEveryArgumentThatItWrites(Layer layer) {
        NetworkDefinition definition =
                new NetworkDefinition("net", Optional.of(Shape.of(2, 3)), List.of(new Node("a", layer)), DType.FLOAT32);

        Reading<Model> reading = reader.model(new KerasWriter().model(definition));

        assertThat(reading.errors()).isEmpty();
        assertThat(reading.warnings()).isEmpty();
        assertThat(reading.value()).contains(new Model(definition, Optional.empty()));
    }

    @Test
    void aValueAloneStandsForAList() {
        assertThat(read("LayerNormalization", "{'axis': 1}")).isEqualTo(read("LayerNormalization", "{'axis': [1]}"));
        assertThat(read("Rescaling", "{'scale': 0.5}")).isEqualTo(new Rescaling(List.of(0.5), List.of(0.0)));
        assertThat(read("Dot", "{'axes': 1}")).isEqualTo(new Dot(List.of(1), false));
        assertThat(read("ZeroPadding1D", "{'padding': 2}")).isEqualTo(new ZeroPadding1D(List.of(2, 2), null));
        assertThat(read("ZeroPadding2D", "{'padding': 2}"))
                .isEqualTo(new ZeroPadding2D(List.of(List.of(2, 2), List.of(2, 2)), null));
        assertThat(read("ZeroPadding2D", "{'padding': [1, 2]}"))
                .isEqualTo(new ZeroPadding2D(List.of(List.of(1, 1), List.of(2, 2)), null));
        assertThat(read("Conv2D", "{'filters': 2, 'kernel_size': 3}"))
                .isEqualTo(Conv2D.of(2, Window.of(3, 3), new ActivationFunction.Linear()));
        assertThat(read("MaxPooling2D", "{'pool_size': 3, 'strides': null}"))
                .isEqualTo(new MaxPooling2D(List.of(3, 3), List.of(3, 3), Padding.VALID, DataFormat.CHANNELS_LAST));
        assertThat(read("UpSampling2D", "{'size': 3}")).isEqualTo(new UpSampling2D(List.of(3, 3), null));
    }

    @Test
    void writesAListOfOneAsItsValue() {
        NetworkDefinition definition = new NetworkDefinition(
                "net",
                Optional.of(Shape.of(4)),
                List.of(new Node("a", new UnitNormalization(null)), new Node("b", new Dropout(0.5, null))),
                DType.FLOAT32);

        var layers = new KerasWriter().model(definition).at("/config/layers");

        assertThat(layers.at("/1/config/axis").intValue()).isEqualTo(-1);
        assertThat(layers.at("/2/config/noise_shape").isNull()).isTrue();
    }

    private Layer read(String className, String config) {
        Reading<Model> reading = reader.model(layer(className, config));
        assertThat(reading.errors()).isEmpty();
        return reading.value().orElseThrow().definition().nodes().getFirst().layer();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Reshape | {} | target_shape",
                "Reshape | {'target_shape': 4} | target_shape",
                "Reshape | {'target_shape': [2, -2]} | target_shape/1",
                "Reshape | {'target_shape': [2, null]} | target_shape/1",
                "Reshape | {'target_shape': [-1, -1]} |",
                "Permute | {} | dims",
                "Permute | {'dims': [1, 1]} |",
                "Permute | {'dims': [0, 1]} |",
                "RepeatVector | {'n': -2} | n",
                "Rescaling | {} | scale",
                "Rescaling | {'scale': [1, 'x']} | scale/1",
                "Dot | {} | axes",
                "Dot | {'axes': [1, 2, 3]} |",
                "LayerNormalization | {'axis': [1.5]} | axis/0",
                "LayerNormalization | {'axis': [[1]]} | axis/0",
                "LayerNormalization | {'rms_scaling': true} | rms_scaling",
                "GroupNormalization | {'groups': 0} |",
                "GroupNormalization | {'groups': -2} | groups",
                "Embedding | {'input_dim': 0, 'output_dim': 2} | input_dim",
                "Embedding | {'input_dim': 2} | output_dim",
                "GaussianNoise | {'stddev': -1} | stddev",
                "GaussianDropout | {'rate': 1} | rate",
                "AlphaDropout | {'rate': -0.1} | rate",
                "Dropout | {'rate': 0.5, 'noise_shape': 3} | noise_shape",
                "ZeroPadding1D | {'padding': -1} |",
                "ZeroPadding1D | {'padding': [1, 2, 3]} |",
                "ZeroPadding2D | {'padding': [[1, 2], [3, 'x']]} | padding/1/1",
                "ZeroPadding2D | {'data_format': 'sideways'} | data_format",
                "UpSampling2D | {'size': [0, 1]} | size/0",
                "UpSampling2D | {'interpolation': 'bilinear'} | interpolation",
                "Conv2D | {'filters': 2} | kernel_size",
                "Conv2D | {'filters': 2, 'kernel_size': []} |",
                "Conv2D | {'filters': 0, 'kernel_size': 2} | filters",
                "Conv2D | {'filters': 2, 'kernel_size': [2, 0]} | kernel_size/1",
                "Conv2D | {'filters': 2, 'kernel_size': [2, 2, 2]} |",
                "Conv2D | {'filters': 2, 'kernel_size': 2, 'strides': 0} | strides",
                "Conv2D | {'filters': 2, 'kernel_size': 2, 'strides': 2, 'dilation_rate': 2} |",
                "Conv2D | {'filters': 2, 'kernel_size': 2, 'padding': 'causal'} |",
                "Conv2D | {'filters': 2, 'kernel_size': 2, 'padding': 'full'} | padding",
                "Conv2D | {'filters': 3, 'kernel_size': 2, 'groups': 2} |",
                "Conv1D | {'filters': 3, 'kernel_size': [2, 2]} |",
                "DepthwiseConv2D | {'kernel_size': 2, 'depth_multiplier': 0} | depth_multiplier",
                "DepthwiseConv2D | {'kernel_size': 2, 'groups': 2} | groups",
                "Conv2DTranspose | {'filters': 3, 'kernel_size': 2, 'output_padding': -1} | output_padding",
                "MaxPooling1D | {'padding': 'causal'} |",
                "MaxPooling2D | {'pool_size': [2, 2, 2]} |",
                "AveragePooling2D | {'strides': [2, 'x']} | strides/1",
                "GlobalMaxPooling2D | {'keepdims': 1} | keepdims",
                "Attention | {'score_mode': 'concat'} | score_mode",
                "MultiHeadAttention | {'num_heads': 0, 'key_dim': 1} | num_heads",
                "MultiHeadAttention | {'num_heads': 1, 'key_dim': 1, 'output_shape': [2, 3]} |",
                "MultiHeadAttention | {'num_heads': 1, 'key_dim': 1, 'use_gate': true} | use_gate",
                "Masking | {'mask_value': 'x'} | mask_value",
                "LSTM | {} | units",
                "LSTM | {'units': 0} | units",
                "LSTM | {'units': 2, 'activation': 'softmax'} |",
                "LSTM | {'units': 2, 'return_state': true} | return_state",
                "LSTM | {'units': 2, 'stateful': true} | stateful",
                "LSTM | {'units': 2, 'dropout': 1} | dropout",
                "GRU | {'units': 2, 'recurrent_dropout': 0.5} | recurrent_dropout",
                "GRU | {'units': 2, 'time_major': true} | time_major",
                "SimpleRNN | {'units': 2.5} | units",
                "TimeDistributed | {} | layer",
                "TimeDistributed | {'layer': 'dense'} | layer",
                "TimeDistributed | {'layer': {'class_name': 'Lambda'}} | layer/class_name",
                "TimeDistributed | {'layer': {'class_name': 'Dense', 'config': {}}} | layer/config/units",
                "TimeDistributed | {'layer': {'class_name': 'BatchNormalization'}} |",
                "Bidirectional | {'layer': {'class_name': 'Flatten'}} | layer/class_name",
                "Bidirectional | {'layer': {'class_name': 'LSTM', 'config': {'units': 1}}, 'merge_mode': null} |"
                        + " merge_mode",
                "Bidirectional | {'layer': {'class_name': 'LSTM', 'config': {'units': 1}}, 'merge_mode': 'max'} |"
                        + " merge_mode"
            })
    void refusesWhatDoesNotFit(String className, String config, String key) {
        assertThat(pointers(reader.model(layer(className, config))))
                .containsExactly("/config/layers/1/config" + (key == null ? "" : "/" + key));
    }

    @Test
    void refusesSeveralArgumentsAtOnce() {
        assertThat(pointers(reader.model(layer("Embedding", "{'input_dim': -1, 'output_dim': 'x', 'mask_zero': 1}"))))
                .containsExactly(
                        "/config/layers/1/config/input_dim",
                        "/config/layers/1/config/output_dim",
                        "/config/layers/1/config/mask_zero");
    }
}
