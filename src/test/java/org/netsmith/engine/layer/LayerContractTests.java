package org.netsmith.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Backends64;
import org.netsmith.engine.LayerCase;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Formula;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/** What every layer must keep: real shapes are the inferred ones, and gradients are those of central differences. */
class LayerContractTests {

    private static final int BATCH = 3;

    private record Example(Layer layer, List<Shape> rows) {

        Example(Layer layer, Shape... rows) {
            this(layer, List.of(rows));
        }

        /** Numbers between the kinks of all functions, or ids, which have no neighbours. */
        List<double[]> inputs(int batch, Random random) {
            return rows.stream()
                    .map(row -> Math.toIntExact(batch * row.size()))
                    .map(size -> layer instanceof Embedding embedding
                            ? random.ints(size, 0, embedding.inputDim())
                                    .asDoubleStream()
                                    .toArray()
                            : random.doubles(size, -1.9, 1.9).toArray())
                    .toList();
        }
    }

    private static List<ActivationFunction> activations() {
        return List.of(
                new ActivationFunction.Linear(),
                new ActivationFunction.Relu(0.1, 2.0, 0.25),
                new ActivationFunction.LeakyRelu(null),
                new ActivationFunction.Elu(0.7),
                new ActivationFunction.Selu(),
                new ActivationFunction.Gelu(false),
                new ActivationFunction.Gelu(true),
                new ActivationFunction.Silu(),
                new ActivationFunction.Softplus(),
                new ActivationFunction.Softsign(),
                new ActivationFunction.Tanh(),
                new ActivationFunction.Sigmoid(),
                new ActivationFunction.HardSigmoid(),
                new ActivationFunction.Relu6(),
                new ActivationFunction.Celu(0.7),
                new ActivationFunction.Mish(),
                new ActivationFunction.Squareplus(1.5),
                new ActivationFunction.SoftShrink(0.3),
                new ActivationFunction.HardShrink(0.3),
                new ActivationFunction.TanhShrink(),
                new ActivationFunction.HardTanh(),
                new ActivationFunction.HardSilu(),
                new ActivationFunction.LogSigmoid(),
                new ActivationFunction.SparseSigmoid(),
                new ActivationFunction.SparsePlus(),
                new ActivationFunction.Exponential(),
                new ActivationFunction.Threshold(0.2, -1.0),
                new Formula("x + sin(a * x)^2 / a", java.util.Map.of("a", 1.5)),
                new ActivationFunction.Softmax(),
                new ActivationFunction.LogSoftmax(null),
                new ActivationFunction.Sparsemax(null),
                new ActivationFunction.Glu(null));
    }

    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (ActivationFunction activation : activations()) {
            examples.add(new Example(new Activation(activation), Shape.of(6)));
            examples.add(new Example(Dense.of(4, activation), Shape.of(3)));
        }
        for (int axis = 1; axis <= 3; axis++) {
            examples.add(new Example(new Activation(new ActivationFunction.Softmax(axis)), Shape.of(2, 4, 2)));
            examples.add(new Example(new Activation(new ActivationFunction.LogSoftmax(axis)), Shape.of(2, 4, 2)));
            examples.add(new Example(new Activation(new ActivationFunction.Sparsemax(axis)), Shape.of(2, 4, 2)));
            examples.add(new Example(new Activation(new ActivationFunction.Glu(axis - 4)), Shape.of(2, 4, 2)));
        }
        examples.add(new Example(Dense.of(4, new ActivationFunction.Glu(1)), Shape.of(2, 3)));
        examples.add(new Example(new PReLU(null, null, null, null), Shape.of(2, 3)));
        examples.add(new Example(new PReLU(null, null, null, List.of(1)), Shape.of(2, 3)));
        examples.add(new Example(new PReLU(null, null, null, List.of(2)), Shape.of(2, 3, 2)));
        examples.add(new Example(new PReLU(null, null, null, List.of(3, 1)), Shape.of(2, 3, 2)));
        examples.add(new Example(new PReLU(null, null, null, List.of(1, 2, 3)), Shape.of(2, 3, 2)));
        examples.add(new Example(new Dense(2L, null, false, null, null), Shape.of(2, 3)));
        examples.add(new Example(new Dropout(0.4, null), Shape.of(6)));
        examples.add(
                new Example(new BatchNormalization(null, null, null, null, null, null, null, null, null), Shape.of(4)));
        examples.add(
                new Example(new BatchNormalization(1, 0.9, 0.01, false, true, null, null, null, null), Shape.of(2, 3)));
        examples.add(new Example(
                new BatchNormalization(-1, 0.9, 0.01, true, false, null, null, null, null), Shape.of(2, 3)));
        examples.add(new Example(new Flatten(), Shape.of(2, 3)));
        examples.addAll(noises());
        examples.addAll(normalizations());
        examples.addAll(rearrangements());
        examples.addAll(merges());
        examples.addAll(preprocessing());
        examples.addAll(convolutions());
        examples.addAll(poolings());
        examples.addAll(recurrences());
        examples.addAll(attentions());
        examples.add(new Example(new Identity(), Shape.of(2, 3)));
        examples.add(new Example(new ActivityRegularization(0.0, 0.0), Shape.of(2, 3)));
        examples.add(new Example(Embedding.of(5, 2), Shape.of(4)));
        examples.add(new Example(Embedding.of(5, 1), Shape.of()));
        examples.add(new Example(new Rescaling(List.of(2.0), List.of(-1.0)), Shape.of(2, 3)));
        examples.add(new Example(new Rescaling(List.of(2.0, 0.5, -1.0), null), Shape.of(2, 3)));
        return examples;
    }

    private static List<Example> noises() {
        return List.of(
                new Example(new Dropout(0.4, null, Arrays.asList(null, 1, null)), Shape.of(3, 2)),
                new Example(new Dropout(0.4, null, Arrays.asList(1, null, 2)), Shape.of(3, 2)),
                new Example(new AlphaDropout(0.4, null, null), Shape.of(7)),
                new Example(new AlphaDropout(0.4, null, Arrays.asList(null, null, 1)), Shape.of(3, 2)),
                new Example(new GaussianDropout(0.4, null), Shape.of(7)),
                new Example(new GaussianNoise(0.4, null), Shape.of(3, 2)),
                new Example(new SpatialDropout1D(0.4, null), Shape.of(3, 4)),
                new Example(new SpatialDropout2D(0.4, null, DataFormat.CHANNELS_FIRST), Shape.of(4, 2, 2)),
                new Example(new SpatialDropout2D(0.4, null, null), Shape.of(2, 2, 4)),
                new Example(new SpatialDropout3D(0.4, null, null), Shape.of(2, 1, 2, 4)));
    }

    private static List<Example> normalizations() {
        List<Example> examples = new ArrayList<>();
        for (List<Integer> axis : List.of(List.of(-1), List.of(1), List.of(3, 1))) {
            examples.add(new Example(layerNormalization(axis, true, true), Shape.of(2, 3, 2)));
        }
        examples.add(new Example(layerNormalization(List.of(1, 2), false, true), Shape.of(2, 3)));
        examples.add(new Example(layerNormalization(List.of(1), true, false), Shape.of(2, 3)));
        for (List<Integer> axis : List.of(List.of(-1), List.of(1))) {
            examples.add(new Example(new RMSNormalization(axis, 0.01), Shape.of(2, 3)));
            examples.add(new Example(new UnitNormalization(axis), Shape.of(2, 3)));
        }
        examples.add(new Example(groupNormalization(1, 1, false), Shape.of(2, 3)));
        examples.add(new Example(groupNormalization(2, -1, true), Shape.of(4)));
        examples.add(new Example(groupNormalization(2, 2, true), Shape.of(2, 4)));
        examples.add(new Example(groupNormalization(-1, -1, true), Shape.of(3, 2)));
        return examples;
    }

    private static Layer layerNormalization(List<Integer> axis, boolean center, boolean scale) {
        return new LayerNormalization(axis, 0.01, center, scale, null, null, null, null, null, null);
    }

    private static Layer groupNormalization(int groups, int axis, boolean affine) {
        return new GroupNormalization(groups, axis, 0.01, affine, affine, null, null, null, null, null, null);
    }

    private static List<Example> rearrangements() {
        return List.of(
                new Example(new Reshape(List.of(3, -1)), Shape.of(2, 3)),
                new Example(new Permute(List.of(2, 1)), Shape.of(2, 3)),
                new Example(new Permute(List.of(2, 1, 3)), Shape.of(2, 3, 2)),
                new Example(new Permute(List.of(3, 1, 2)), Shape.of(2, 3, 2)),
                new Example(new RepeatVector(3), Shape.of(2)),
                new Example(new ZeroPadding1D(List.of(1, 2), null), Shape.of(3, 2)),
                new Example(new ZeroPadding1D(List.of(2), DataFormat.CHANNELS_FIRST), Shape.of(2, 3)),
                new Example(new ZeroPadding2D(List.of(List.of(1), List.of(0, 2)), null), Shape.of(2, 3, 2)),
                new Example(new Cropping1D(List.of(1, 2)), Shape.of(4, 2)),
                new Example(new Cropping2D(List.of(List.of(1, 0), List.of(1)), null), Shape.of(2, 3, 2)),
                new Example(new Cropping2D(List.of(List.of(1)), DataFormat.CHANNELS_FIRST), Shape.of(2, 3, 3)),
                new Example(new UpSampling1D(3), Shape.of(2, 2)),
                new Example(new UpSampling2D(List.of(2, 1), null), Shape.of(2, 3, 2)),
                new Example(new UpSampling2D(List.of(2), DataFormat.CHANNELS_FIRST), Shape.of(2, 1, 2)));
    }

    private static List<Example> preprocessing() {
        List<Example> examples = new ArrayList<>();
        for (boolean invert : new boolean[] {false, true}) {
            examples.add(new Example(
                    new Normalization(null, List.of(0.5, -1.0, 2.0), List.of(4.0, 0.5, 1.0), invert), Shape.of(2, 3)));
            examples.add(new Example(
                    new Normalization(List.of(1), List.of(0.5, -1.0), List.of(4.0, 0.5), invert), Shape.of(2, 3)));
            examples.add(new Example(new Normalization(List.of(), List.of(0.5), List.of(4.0), invert), Shape.of(2, 3)));
        }
        for (OutputMode mode : List.of(OutputMode.INT, OutputMode.ONE_HOT, OutputMode.MULTI_HOT, OutputMode.COUNT)) {
            examples.add(new Example(new Discretization(List.of(-1.0, 0.5), null, null, mode), Shape.of(3)));
            examples.add(new Example(new Hashing(4, null, null, mode), Shape.of(3)));
            examples.add(new Example(integerLookup(List.of(1L, -1L), mode), Shape.of(3)));
        }
        examples.add(new Example(new CategoryEncoding(3, OutputMode.ONE_HOT), Shape.of()));
        examples.add(new Example(new CategoryEncoding(3, OutputMode.ONE_HOT), Shape.of(2, 1)));
        examples.add(new Example(new CategoryEncoding(3, null), Shape.of(2)));
        examples.add(new Example(new HashedCrossing(5, null), Shape.of(1), Shape.of(1)));
        examples.add(new Example(new HashedCrossing(5, OutputMode.ONE_HOT), Shape.of(), Shape.of()));
        return examples;
    }

    private static Layer integerLookup(List<Long> vocabulary, OutputMode mode) {
        return new IntegerLookup(null, null, null, null, vocabulary, null, null, mode, null, null, null, null);
    }

    private static List<Example> convolutions() {
        ActivationFunction tanh = new ActivationFunction.Tanh();
        DataFormat first = DataFormat.CHANNELS_FIRST;
        return List.of(
                new Example(Conv1D.of(2, window(Padding.CAUSAL, null, 1, 2, 2), tanh), Shape.of(4, 2)),
                new Example(Conv1D.of(2, window(Padding.CAUSAL, null, 2, 1, 2), tanh), Shape.of(4, 1)),
                new Example(Conv1D.of(4, Window.of(2), new ActivationFunction.Glu(-1)), Shape.of(3, 1)),
                new Example(
                        Conv1D.of(2, window(null, first, 1, 1, 2), new ActivationFunction.Softmax()), Shape.of(2, 4)),
                new Example(Conv2D.of(2, window(Padding.SAME, null, 2, 1, 3, 2), tanh), Shape.of(3, 4, 1)),
                new Example(Conv2D.of(2, window(Padding.SAME, null, 1, 2, 2), tanh), Shape.of(3, 3, 1)),
                new Example(Conv2D.of(2, Window.of(1), tanh), Shape.of(2, 2, 2)),
                new Example(new Conv2D(4L, Window.of(2), 2, tanh, Kernel.PLAIN, Bias.NONE, null), Shape.of(2, 3, 4)),
                new Example(
                        new Conv2D(2L, window(Padding.SAME, first, 1, 1, 2), 2, tanh, Kernel.PLAIN, Bias.PLAIN, null),
                        Shape.of(2, 2, 2)),
                new Example(DepthwiseConv2D.of(window(Padding.SAME, null, 2, 1, 2, 3), 2), Shape.of(3, 2, 2)),
                new Example(SeparableConv2D.of(3, Window.of(2), 2), Shape.of(2, 3, 2)),
                new Example(
                        SeparableConv2D.of(2, window(Padding.SAME, first, 1, 1, 2), 1)
                                .withActivation(tanh),
                        Shape.of(2, 2, 2)),
                new Example(Conv2DTranspose.of(2, window(null, null, 2, 1, 3, 1), null), Shape.of(2, 2, 2)),
                new Example(Conv2DTranspose.of(1, window(null, null, 2, 1, 2), List.of(1, 0)), Shape.of(2, 2, 1)),
                new Example(Conv2DTranspose.of(1, window(Padding.SAME, null, 1, 2, 2), null), Shape.of(2, 3, 1)),
                new Example(
                        Conv2DTranspose.of(1, window(Padding.SAME, first, 3, 1, 3, 2), List.of(0, 1)),
                        Shape.of(2, 2, 1)));
    }

    private static Window window(Padding padding, DataFormat format, int stride, int dilation, Integer... kernelSize) {
        return new Window(List.of(kernelSize), List.of(stride), padding, format, List.of(dilation));
    }

    private static List<Example> poolings() {
        List<Example> examples = new ArrayList<>();
        for (Padding padding : List.of(Padding.VALID, Padding.SAME)) {
            examples.add(new Example(new MaxPooling1D(List.of(3), List.of(2), padding, null), Shape.of(6, 2)));
            examples.add(new Example(new AveragePooling1D(List.of(3), List.of(2), padding, null), Shape.of(6, 2)));
            examples.add(new Example(new MaxPooling2D(null, List.of(1), padding, null), Shape.of(3, 2, 2)));
            examples.add(
                    new Example(new AveragePooling2D(List.of(2, 1), List.of(3), padding, null), Shape.of(4, 4, 1)));
        }
        for (DataFormat format : DataFormat.values()) {
            examples.add(new Example(new MaxPooling2D(null, null, Padding.SAME, format), Shape.of(3, 3, 3)));
            examples.add(new Example(new AveragePooling2D(null, null, Padding.SAME, format), Shape.of(3, 3, 3)));
            examples.add(new Example(new GlobalMaxPooling1D(format, true), Shape.of(4, 3)));
            examples.add(new Example(new GlobalMaxPooling2D(format, false), Shape.of(3, 2, 3)));
            examples.add(new Example(new GlobalAveragePooling1D(format, true), Shape.of(4, 3)));
            examples.add(new Example(new GlobalAveragePooling2D(format, false), Shape.of(3, 2, 3)));
        }
        return examples;
    }

    private static List<Example> attentions() {
        List<Example> examples = new ArrayList<>();
        for (boolean scale : new boolean[] {false, true}) {
            Shape keys = Shape.of(3, 2);
            examples.add(new Example(new Attention(scale, 0.0, null), Shape.of(2, 2), keys));
            examples.add(new Example(new Attention(scale, 0.4, null), Shape.of(2, 2), Shape.of(3, 1), keys));
            examples.add(new Example(new AdditiveAttention(scale, 0.0, null), Shape.of(2, 2), keys));
            examples.add(new Example(new AdditiveAttention(scale, 0.4, null), Shape.of(1, 2), Shape.of(3, 1), keys));
        }
        examples.add(new Example(MultiHeadAttention.of(2, 1), Shape.of(2, 2), Shape.of(3, 1)));
        examples.add(new Example(
                new MultiHeadAttention(1, 2, 1, 0.4, false, List.of(1), null, null, null, null, null, null, null, null),
                Shape.of(2, 2),
                Shape.of(3, 1),
                Shape.of(3, 2)));
        return examples;
    }

    private static List<Example> recurrences() {
        List<Example> examples = new ArrayList<>();
        recurrent().forEach(layer -> examples.add(new Example(layer, Shape.of(2, 2))));
        for (Bidirectional.MergeMode mode : Bidirectional.MergeMode.values()) {
            Recurrence sequences = Recurrence.directed(true, false, false);
            examples.add(
                    new Example(new Bidirectional(new SimpleRNN(1L, null, sequences), null, mode), Shape.of(2, 2)));
        }
        examples.add(new Example(new Bidirectional(new GRU(1L, null, null, null, null), null, null), Shape.of(2, 1)));
        examples.add(new Example(new TimeDistributed(Dense.of(2, new ActivationFunction.Sigmoid())), Shape.of(2, 3)));
        examples.add(new Example(new TimeDistributed(new Flatten()), Shape.of(2, 2, 2)));
        examples.add(new Example(new Masking(0.5), Shape.of(2, 3)));
        return examples;
    }

    private static List<Recurrent> recurrent() {
        List<Recurrent> layers = new ArrayList<>();
        for (boolean sequences : new boolean[] {false, true}) {
            Recurrence common = Recurrence.directed(sequences, sequences, sequences);
            layers.add(new SimpleRNN(2L, new ActivationFunction.Softplus(), common));
            layers.add(new LSTM(1L, null, new ActivationFunction.Tanh(), null, common));
            layers.add(new GRU(2L, null, null, true, common));
            layers.add(new GRU(1L, null, null, false, common));
        }
        layers.add(new LSTM(1L, null, null, null, dropping()));
        return layers;
    }

    private static Recurrence dropping() {
        return new Recurrence(
                false, null, null, null, null, null, null, null, null, null, null, true, false, false, 0.4, null);
    }

    @TestFactory
    Stream<DynamicTest> aMaskedSequenceLearnsFromTheStepsThatCount() {
        Supplier<Backend> backend = Backends64.all().get("cpu");
        return recurrent().stream()
                .map(layer -> DynamicTest.dynamicTest(layer.toString(), () -> checkMasked(layer, backend.get())));
    }

    private static void checkMasked(Recurrent layer, Backend backend) {
        NetworkDefinition definition = new NetworkDefinition(
                "masked",
                Optional.of(Shape.of(3)),
                List.of(new Node("ids", new Embedding(4, 2, null, null, null, null, true)), new Node("layer", layer)),
                DType.FLOAT64);
        double[] ids = {0, 1, 2, 3, 0, 1, 2, 3, 0};
        checkGradients(LayerCase.of(definition, backend), List.of(ids), false, backend);
    }

    private static List<Example> merges() {
        List<Example> examples = new ArrayList<>();
        for (Layer layer :
                List.of(new Add(), new Multiply(), new Average(), new Maximum(), new Minimum(), new Subtract())) {
            examples.add(new Example(layer, Shape.of(2, 3), Shape.of(2, 3)));
            examples.add(new Example(layer, Shape.of(2, 1), Shape.of(3)));
            examples.add(new Example(layer, Shape.of(3), Shape.of(2, 1, 1)));
            if (!(layer instanceof Subtract)) {
                examples.add(new Example(layer, Shape.of(2, 3), Shape.of(1), Shape.of(2, 3), Shape.of(2, 1)));
            }
        }
        examples.add(new Example(new Concatenate(null), Shape.of(2), Shape.of(3), Shape.of(1)));
        examples.add(new Example(new Concatenate(1), Shape.of(2, 3), Shape.of(1, 3)));
        examples.add(new Example(new Concatenate(2), Shape.of(2, 3, 2), Shape.of(2, 1, 2)));
        for (boolean normalize : new boolean[] {false, true}) {
            examples.add(new Example(new Dot(List.of(1), normalize), Shape.of(3), Shape.of(3)));
            examples.add(new Example(new Dot(List.of(2, 1), normalize), Shape.of(2, 3), Shape.of(3, 4)));
            examples.add(new Example(new Dot(List.of(1, -1), normalize), Shape.of(3, 2, 2), Shape.of(3)));
        }
        return examples;
    }

    /** Nothing can be learnt in front of texts. */
    @Test
    void everyKindHasAnExample() {
        assertThat(examples().stream()
                        .<Class<?>>map(example -> example.layer().getClass())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(leaves(Layer.class).stream()
                        .filter(kind -> kind != StringLookup.class)
                        .toList());
        assertThat(activations().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(leaves(ActivationFunction.class));
    }

    private static List<Class<?>> leaves(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses())
                        .flatMap(sub -> leaves(sub).stream())
                        .toList()
                : List.of(kind);
    }

    @TestFactory
    Stream<DynamicTest> gradientsAreThoseOfCentralDifferences() {
        return examples().stream()
                .map(example -> DynamicTest.dynamicTest(example.layer().toString(), () -> checkGradients(example)));
    }

    private void checkGradients(Example example) {
        Backend backend = backend();
        boolean learnsInFront = switch (example.layer()) {
            case Embedding _, HashedCrossing _ -> false;
            case Normalization _ -> true;
            case Preprocessing _ -> false;
            default -> true;
        };
        checkGradients(layer(example, backend), example.inputs(BATCH, new Random(5)), learnsInFront, backend);
    }

    private static LayerCase layer(Example example, Backend backend) {
        return LayerCase.of(new Node("layer", example.layer()), example.rows(), DType.FLOAT64, backend);
    }

    /** Differences on one backend, and agreement of the others with it, hold all of them to the same gradients. */
    @TestFactory
    Stream<DynamicTest> everyBackendLearnsTheSame() {
        return examples().stream()
                .map(example -> DynamicTest.dynamicTest(example.layer().toString(), () -> checkBackends(example)));
    }

    private static void checkBackends(Example example) {
        List<double[]> x = example.inputs(BATCH, new Random(5));
        LayerCase reference = layer(example, backend());
        LayerCase.Training expected = trainOnce(reference, x, backend());
        Backend nd4j = Backends64.all().get("nd4j").get();
        LayerCase layer = layer(example, nd4j);
        LayerCase.Training training = trainOnce(layer, x, nd4j);

        assertClose(training.outputs(), expected.outputs());
        assertClose(layer.gradients().toArray(), reference.gradients().toArray());
        for (int i = 0; i < x.size(); i++) {
            double[] gradient = expected.inputGradients().get(i);
            if (gradient != null) {
                assertClose(training.inputGradients().get(i), gradient);
            }
        }
    }

    private static LayerCase.Training trainOnce(LayerCase layer, List<double[]> x, Backend backend) {
        Random random = new Random(3);
        startAnywhere(layer, random, backend);
        long outputs = BATCH * layer.network().outputShape().size();
        return layer.train(x, BATCH, random.doubles(outputs, -1, 1).toArray());
    }

    private static void startAnywhere(LayerCase layer, Random random, Backend backend) {
        layer.network().weights().forEach(weight -> {
            weight.value().set(random.doubles(weight.value().size(), 0.3, 1.3).toArray());
            backend.upload(weight.value());
        });
    }

    private static void checkGradients(LayerCase layer, List<double[]> x, boolean learnsInFront, Backend backend) {
        Random random = new Random(3);
        startAnywhere(layer, random, backend);
        long outputs = BATCH * layer.network().outputShape().size();
        double[] upstream = random.doubles(outputs, -1, 1).toArray();
        LayerCase.Training training = layer.train(x, BATCH, upstream);
        assertThat(training.outputs()).hasSize((int) outputs);
        double[] gradients = layer.gradients().toArray();
        for (int i = 0; i < x.size(); i++) {
            double[] inputGradient = training.inputGradients().get(i);
            if (learnsInFront) {
                assertClose(inputGradient, differences(x.get(i), layer, x, upstream));
            } else {
                assertThat(inputGradient).isNull();
            }
        }
        Tensor parameters = layer.network().parameters();
        double[] values = parameters.toArray();
        double[] expected = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            expected[i] = parameterDifference(layer, parameters, i, x, upstream, backend);
        }
        assertClose(gradients, expected);
    }

    /** The last batch of an epoch is smaller and is given the memory of the others. */
    @TestFactory
    Stream<DynamicTest> aSmallerBatchInTheMemoryOfALargerOneLearnsTheSame() {
        return Stream.concat(convolutions().stream(), poolings().stream())
                .map(example -> DynamicTest.dynamicTest(example.layer().toString(), () -> checkSmallerBatch(example)));
    }

    private static void checkSmallerBatch(Example example) {
        Node node = new Node("layer", example.layer());
        LayerCase shared = LayerCase.of(node, example.rows(), DType.FLOAT64, backend());
        LayerCase alone = LayerCase.of(node, example.rows(), DType.FLOAT64, backend());
        List<double[]> three = example.inputs(BATCH, new Random(5));
        List<double[]> one = example.inputs(1, new Random(6));
        int outputs = Math.toIntExact(shared.network().outputShape().size());
        double[] upstream = new Random(3).doubles((long) BATCH * outputs).toArray();

        LayerCase.Training before = shared.train(three, BATCH, upstream);
        LayerCase.Training small = shared.train(one, 1, Arrays.copyOf(upstream, outputs));
        double[] gradients = shared.gradients().toArray();
        LayerCase.Training after = shared.train(three, BATCH, upstream);

        LayerCase.Training expected = alone.train(one, 1, Arrays.copyOf(upstream, outputs));
        assertThat(small.outputs()).isEqualTo(expected.outputs());
        assertThat(small.inputGradient()).isEqualTo(expected.inputGradient());
        assertThat(gradients).isEqualTo(alone.gradients().toArray());
        assertThat(after.outputs()).isEqualTo(before.outputs());
        assertThat(after.inputGradient()).isEqualTo(before.inputGradient());
    }

    /** A layer may pass memory on, and what it is given may be overwritten: a merge must keep its gradients apart. */
    @TestFactory
    Stream<DynamicTest> aTensorThatIsMergedWithItselfLearnsFromBoth() {
        return merges().stream()
                .filter(example -> example.rows().stream().distinct().count() == 1)
                .flatMap(example -> Backends64.all().entrySet().stream()
                        .map(backend -> DynamicTest.dynamicTest(
                                backend.getKey() + " " + example.layer(),
                                () -> checkMergedWithItself(
                                        example, backend.getValue().get()))));
    }

    private static void checkMergedWithItself(Example example, Backend backend) {
        Call ofInput = new Call(List.of(new Source("input", 0)));
        Call ofBoth = new Call(List.of(new Source("input", 0), new Source("same", 0)));
        NetworkDefinition definition = new NetworkDefinition(
                "twice",
                List.of(new Input("input", Optional.of(example.rows().getFirst()), "float64")),
                List.of(
                        new Node("same", new Rescaling(List.of(1.0), List.of(0.25)), true, List.of(ofInput)),
                        new Node("merged", example.layer(), true, List.of(ofBoth))),
                List.of(new Source("merged", 0)),
                DType.FLOAT64);
        checkGradients(
                LayerCase.of(definition, backend),
                example.inputs(BATCH, new Random(7)).subList(0, 1),
                true,
                backend);
    }

    @Test
    void dropoutKeepsTheMeanAndDropsAtItsRate() {
        for (Layer layer : List.of(new Dropout(0.3, null), new GaussianDropout(0.3, null))) {
            double[] ones = DoubleStream.generate(() -> 1).limit(40_000).toArray();
            double[] outputs = train(layer, ones);

            assertThat(DoubleStream.of(outputs).average().orElseThrow()).isCloseTo(1, within(0.02));
            assertThat(DoubleStream.of(outputs)
                            .map(y -> (y - 1) * (y - 1))
                            .average()
                            .orElseThrow())
                    .isCloseTo(0.3 / 0.7, within(0.02));
        }
    }

    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        double[] normal = new Random(1)
                .doubles(40_000)
                .map(u -> Math.sqrt(12) * (u - 0.5))
                .toArray();
        double[] outputs = train(new AlphaDropout(0.3, null, null), normal);

        assertThat(DoubleStream.of(outputs).average().orElseThrow()).isCloseTo(0, within(0.03));
        assertThat(DoubleStream.of(outputs).map(y -> y * y).average().orElseThrow())
                .isCloseTo(1, within(0.03));
    }

    @Test
    void gaussianNoiseIsNormal() {
        double[] noise = train(new GaussianNoise(2.0, null), new double[40_000]);

        assertThat(DoubleStream.of(noise).average().orElseThrow()).isCloseTo(0, within(0.04));
        assertThat(DoubleStream.of(noise).map(y -> y * y).average().orElseThrow())
                .isCloseTo(4, within(0.1));
        assertThat(DoubleStream.of(noise).filter(y -> Math.abs(y) < 2).count() / 40_000.0)
                .isCloseTo(0.6827, within(0.01));
    }

    @Test
    void spatialDropoutDropsWholeChannels() {
        double[] ones = DoubleStream.generate(() -> 1).limit(2 * 5 * 64).toArray();
        LayerCase layer = LayerCase.of(
                new Node("layer", new SpatialDropout1D(0.5, null)), Shape.of(5, 64), DType.FLOAT64, backend());
        double[] outputs = layer.train(ones, 2, ones).outputs();

        for (int i = 0; i < outputs.length; i++) {
            int firstStep = i / (5 * 64) * 5 * 64 + i % 64;
            assertThat(outputs[i]).isIn(0.0, 2.0).isEqualTo(outputs[firstStep]);
        }
        assertThat(DoubleStream.of(outputs).distinct().count()).isEqualTo(2);
    }

    private static double[] train(Layer layer, double[] x) {
        return LayerCase.of(new Node("layer", layer), Shape.of(x.length / 4), DType.FLOAT64, backend())
                .train(x, 4, x)
                .outputs();
    }

    private static Backend backend() {
        return Backends64.all().get("cpu").get();
    }

    @Test
    void anIdThatIsNoneIsNamedWithItsRow() {
        for (double id : new double[] {5, -1, 0.5, Double.NaN}) {
            LayerCase layer =
                    LayerCase.of(new Node("layer", Embedding.of(5, 2)), Shape.of(2), DType.FLOAT64, backend());
            double[] x = {0, 1, 4, id};

            assertThatExceptionOfType(UnknownIdException.class)
                    .isThrownBy(() -> layer.train(x, 2, new double[8]))
                    .satisfies(unknown -> {
                        assertThat(unknown.row()).isEqualTo(1);
                        assertThat(unknown.id()).isEqualTo(Double.valueOf(id));
                    })
                    .withMessageContaining("expected a whole number in [0, 5)");
        }
    }

    @Test
    void refusesShapesThatDoNotFit() {
        record Misfit(String message, Layer layer, Shape... rows) {}
        for (Misfit misfit : List.of(
                new Misfit("Add needs inputs of one shape", new Add(), Shape.of(4), Shape.of(3)),
                new Misfit("Add needs at least two inputs, received 1", new Add(), Shape.of(4)),
                new Misfit("exactly two inputs, received 3", new Subtract(), Shape.of(4), Shape.of(4), Shape.of(4)),
                new Misfit("Concatenate.axis must name an axis", new Concatenate(3), Shape.of(4), Shape.of(3)),
                new Misfit("that differ on axis 1 only", new Concatenate(1), Shape.of(4, 2), Shape.of(4, 3)),
                new Misfit(
                        "Dot.axes [1] must name axes of one extent",
                        new Dot(List.of(1), null),
                        Shape.of(4),
                        Shape.of(3)),
                new Misfit("must divide the 4 channels", groupNormalization(3, -1, true), Shape.of(4)),
                new Misfit("LayerNormalization.axis", layerNormalization(List.of(2), true, true), Shape.of(4)),
                new Misfit("different axes", layerNormalization(List.of(1, -1), true, true), Shape.of(4)),
                new Misfit("does not hold the 4 elements", new Reshape(List.of(3, 2)), Shape.of(4)),
                new Misfit("does not hold the 4 elements", new Reshape(List.of(-1, 3)), Shape.of(4)),
                new Misfit("one number for each axis", new Permute(List.of(1, 2)), Shape.of(4)),
                new Misfit("RepeatVector needs rows [features]", new RepeatVector(2), Shape.of(4, 1)),
                new Misfit("leaves nothing", new Cropping1D(List.of(2, 2)), Shape.of(4, 1)),
                new Misfit("ZeroPadding2D needs rows of rank 3", new ZeroPadding2D(null, null), Shape.of(4, 1)),
                new Misfit("Conv2D needs rows of rank 3", Conv2D.of(2, Window.of(3), null), Shape.of(4)),
                new Misfit(
                        "Conv2D: a window of kernel_size [5, 5]", Conv2D.of(2, Window.of(5), null), Shape.of(3, 3, 1)),
                new Misfit("dilation_rate [3]", Conv1D.of(2, window(null, null, 1, 3, 2), null), Shape.of(3, 1)),
                new Misfit(
                        "Conv2D.groups must divide the channels, received 2 groups of 3 channels",
                        new Conv2D(2L, Window.of(1), 2, null, Kernel.PLAIN, Bias.PLAIN, null),
                        Shape.of(3, 3, 3)),
                new Misfit(
                        "Conv2DTranspose.output_padding [2, 2]",
                        Conv2DTranspose.of(2, window(null, null, 2, 1, 2), List.of(2)),
                        Shape.of(3, 3, 3)),
                new Misfit(
                        "MaxPooling2D.pool_size [4, 4]",
                        new MaxPooling2D(List.of(4), null, null, null),
                        Shape.of(3, 5, 1)),
                new Misfit("GlobalMaxPooling1D needs rows of rank 2", new GlobalMaxPooling1D(null, null), Shape.of(3)),
                new Misfit("Dropout.noise_shape", new Dropout(0.5, null, List.of(1, 3)), Shape.of(4)),
                new Misfit("Rescaling.scale", new Rescaling(List.of(1.0, 2.0), null), Shape.of(4)))) {
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> misfit.layer().outputShape(List.of(misfit.rows())))
                    .withMessageContaining(misfit.message());
        }
    }

    private static double[] differences(double[] at, LayerCase layer, List<double[]> x, double[] upstream) {
        double h = 1e-6;
        double[] result = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double value = at[i];
            at[i] = value + h;
            double above = dot(layer.train(x, BATCH, upstream).outputs(), upstream);
            at[i] = value - h;
            double below = dot(layer.train(x, BATCH, upstream).outputs(), upstream);
            at[i] = value;
            result[i] = (above - below) / (2 * h);
        }
        return result;
    }

    private static double parameterDifference(
            LayerCase layer, Tensor parameters, int index, List<double[]> x, double[] upstream, Backend backend) {
        double h = 1e-6;
        double value = parameters.get(index);
        double[] sums = new double[2];
        for (int side = 0; side < 2; side++) {
            parameters.set(index, value + (side == 0 ? h : -h));
            backend.upload(parameters);
            sums[side] = dot(layer.train(x, BATCH, upstream).outputs(), upstream);
        }
        parameters.set(index, value);
        backend.upload(parameters);
        return (sums[0] - sums[1]) / (2 * h);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void assertClose(double[] got, double[] want) {
        assertThat(got).hasSameSizeAs(want);
        for (int i = 0; i < got.length; i++) {
            assertThat(Math.abs(got[i] - want[i]))
                    .as("[%d]: got %s, want %s", i, got[i], want[i])
                    .isLessThanOrEqualTo(1e-7 + 1e-6 * Math.abs(want[i]));
        }
    }
}
