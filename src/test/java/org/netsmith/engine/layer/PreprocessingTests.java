package org.netsmith.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.engine.Backends64;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;

/** Hashes are TensorFlow's, odd elements go where Keras puts them, and texts go through a network. */
class PreprocessingTests {

    private static final long BUCKETS = 1L << 62;

    private static String text(int length) {
        return IntStream.range(0, length)
                .mapToObj(i -> Character.toString(33 + (i * 7 + length) % 90))
                .collect(Collectors.joining());
    }

    /** Of tf.strings.to_hash_bucket_fast, and of to_hash_bucket_strong with the keys [133, 137] and [-5, 2⁴⁰]. */
    @ParameterizedTest
    @CsvSource({
        "0, 1936946117179621455, 316627932347062996, 3629494948621535230",
        "1, 2485280756015789850, 1738295591082651089, 364452182462597761",
        "2, 3254475400529406709, 222795152025999691, 3637722101907413001",
        "3, 4237981211716197537, 3757510874768407203, 1731680283964436094",
        "4, 47122395416497407, 1619876093221765478, 648700808563929177",
        "5, 152846294917866054, 1713293788843817907, 2547980845892504230",
        "7, 4427331158000553380, 3001052860280570079, 3654554894664927071",
        "8, 1878791150451284974, 288108933618958518, 4094749611054836271",
        "9, 927324082448611665, 2487820056171931149, 3026066184331732479",
        "15, 1127657120681105795, 2670564120290717429, 3296137830060254152",
        "16, 236125997812503749, 689581338949110519, 1193635503459250993",
        "17, 1868511869052581368, 245840084700417718, 4138953586095815721",
        "24, 956894928539892106, 1961367643659489382, 3997012841615916765",
        "31, 3274236915006452041, 470133607597004695, 1123180886939821355",
        "32, 1565579114856891171, 2205395662569607394, 3538633613641258455",
        "33, 4038155380426552012, 2580409522424699491, 1760071392624389220",
        "47, 231398000345857171, 2238975209895032457, 2754605482857245203",
        "48, 2596304034752812901, 4042242218988793151, 930320866289393762",
        "63, 3946612824145923384, 1982920131153229779, 1886927564726476665",
        "64, 2772538689968405586, 874028666975916566, 3620827863337677476",
        "65, 2188500701702726000, 4259527389967862062, 4103038496725710949",
        "66, 4183760384861075892, 2696026680764158725, 332897252707800319",
        "100, 3248170701789923382, 2777270170425343104, 4235964718694774697",
        "127, 2114216745286137671, 4373440074685747950, 4130062520057913858",
        "128, 4138368380133435321, 948401818149353516, 2891049602715180490",
        "129, 3023774478279643646, 1495684999709688336, 2461226449805573422",
        "192, 1658484726914557669, 4161940894941538501, 2460346123148218040",
        "193, 440974410587948774, 1543108615108387796, 3819272326603690119",
        "200, 3844840903307695121, 761205905266944538, 2989430248893752578"
    })
    void hashesAreThoseOfTensorFlow(int length, long fingerprint, long salted, long otherSalt) {
        byte[] bytes = text(length).getBytes(StandardCharsets.UTF_8);

        assertThat(Long.remainderUnsigned(Fingerprint.of(bytes), BUCKETS)).isEqualTo(fingerprint);
        assertThat(Long.remainderUnsigned(SipHash.of(133, 137, bytes), BUCKETS)).isEqualTo(salted);
        assertThat(Long.remainderUnsigned(SipHash.of(-5, 1L << 40, bytes), BUCKETS))
                .isEqualTo(otherSalt);
    }

    @TestFactory
    Stream<DynamicTest> oddElementsGoWhereKerasPutsThem() {
        Layer lookup =
                new IntegerLookup(null, 2, null, null, List.of(1L, 2L), null, null, null, null, null, null, null);
        return Stream.of(
                numbers(new CategoryEncoding(3, OutputMode.ONE_HOT), row(1.5, 7), row(0, 1, 0, 0, 0, 0)),
                numbers(new CategoryEncoding(3, OutputMode.ONE_HOT), row(Double.NaN, -1), row(0, 0, 0, 0, 0, 0)),
                numbers(new CategoryEncoding(3, OutputMode.COUNT), row(1.5, 7, 1), row(0, 2, 0)),
                numbers(new Discretization(List.of(0.0, 1.0), null, null, null), row(Double.NaN), row(2)),
                numbers(lookup, row(1.7, -3, 5, 4), row(2, 1, 1, 0)),
                numbers(new Hashing(7, null, new Token.Whole(3), null), row(3, 4.9, -2.5), row(0, 6, 2)),
                texts(lookup(OutputMode.MULTI_HOT, null, "", null, "a", "b"), List.of("", "a"), row(0, 1, 0)),
                texts(
                        lookup(OutputMode.TF_IDF, 6, null, List.of(0.5, 0.25), "a", "b"),
                        List.of("", "a"),
                        row(0, 0.375, 0.5, 0, 0, 0)));
    }

    private static double[] row(double... elements) {
        return elements;
    }

    private static Layer lookup(
            OutputMode mode, Integer maxTokens, String mask, List<Double> weights, String... vocabulary) {
        return new StringLookup(
                maxTokens,
                maxTokens == null ? 1 : 2,
                mask,
                null,
                List.of(vocabulary),
                weights,
                null,
                mode,
                maxTokens != null,
                null,
                null);
    }

    private static DynamicTest numbers(Layer layer, double[] given, double[] wanted) {
        return onEveryBackend(layer, wanted, backend -> {
            Tensor x = backend.allocate(DType.FLOAT64, Shape.of(1, given.length));
            x.set(given);
            backend.upload(x);
            return x;
        });
    }

    private static DynamicTest texts(Layer layer, List<String> given, double[] wanted) {
        return onEveryBackend(layer, wanted, backend -> tensor(backend, given, Shape.of(1, given.size())));
    }

    private static DynamicTest onEveryBackend(Layer layer, double[] wanted, Function<Backend, Tensor> input) {
        return DynamicTest.dynamicTest(layer.toString(), () -> {
            for (Supplier<Backend> supplier : Backends64.all().values()) {
                Backend backend = supplier.get();
                Tensor x = input.apply(backend);
                assertThat(network(x, backend, layer).predict(x).toArray()).isEqualTo(wanted);
            }
        });
    }

    private static Tensor tensor(Backend backend, List<String> texts, Shape shape) {
        Tensor tensor = backend.allocate(DType.STRING, shape);
        for (int i = 0; i < texts.size(); i++) {
            tensor.setText(i, texts.get(i));
        }
        return tensor;
    }

    private static Network network(Tensor x, Backend backend, Layer... layers) {
        List<Node> nodes = IntStream.range(0, layers.length)
                .mapToObj(i -> new Node("layer_" + i, layers[i]))
                .toList();
        Input input = new Input("input", Optional.of(x.shape().tail()), x.type().id());
        return new Network(new NetworkDefinition("net", input, nodes, DType.FLOAT64), backend, 1);
    }

    @Test
    void aRowThatNobodyGaveIsNeverLookedUp() {
        Layer strict =
                new StringLookup(null, 0, null, null, List.of("red", "green"), null, null, null, null, null, null);
        Layer inverse =
                new StringLookup(null, 0, null, null, List.of("red", "green"), null, true, null, null, null, null);
        for (Supplier<Backend> supplier : Backends64.all().values()) {
            Backend backend = supplier.get();
            Tensor x = tensor(backend, List.of("red", "green", "red"), Shape.of(3, 1));

            Tensor y = network(x, backend, strict, inverse).predict(x);

            assertThat(y.type()).isEqualTo(DType.STRING);
            assertThat(LongStream.range(0, 3).mapToObj(y::text)).containsExactly("red", "green", "red");
        }
    }

    @Test
    void aTokenThatIsNotInTheVocabularyIsNamedWithItsRow() {
        Layer strict = new StringLookup(null, 0, null, null, List.of("red"), null, null, null, null, null, null);
        Backend backend = Backends64.all().get("cpu").get();
        Tensor x = tensor(backend, List.of("red", "pink"), Shape.of(2, 1));

        assertThatExceptionOfType(UnknownTokenException.class)
                .isThrownBy(() -> network(x, backend, strict).predict(x))
                .withMessageContaining("'pink'")
                .satisfies(unknown -> assertThat(unknown.row()).isEqualTo(1));
    }

    @Test
    void refusesShapesWhoseRowsCannotBeToldApart() {
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> new CategoryEncoding(3, null).outputShape(Shape.of()))
                .withMessageContaining("needs rows [n]");
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> new CategoryEncoding(3, null).outputShape(Shape.of(2, 2)));
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> new HashedCrossing(3, null).outputShape(List.of(Shape.of(1), Shape.of(2))))
                .withMessageContaining("all of one shape");
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() ->
                        new Normalization(null, List.of(1.0, 2.0), List.of(1.0, 2.0), null).outputShape(Shape.of(3)))
                .withMessageContaining("axis 1");
    }

    @Test
    void backendsCopyTextsAndComputeWithNumbersOnly() {
        for (Supplier<Backend> supplier : Backends64.all().values()) {
            Backend backend = supplier.get();
            Tensor x = tensor(backend, List.of("a", "b", "c", "d"), Shape.of(2, 2));
            Tensor y = backend.allocate(DType.STRING, Shape.of(3, 2));

            backend.gather(x, new int[] {1, 0, 1}, y).run();
            assertThat(LongStream.range(0, 6).mapToObj(y::text)).containsExactly("c", "d", "a", "b", "c", "d");
            backend.copy(x, y.view(2, Shape.of(2, 2))).run();
            assertThat(LongStream.range(0, 6).mapToObj(y::text)).containsExactly("c", "d", "a", "b", "c", "d");

            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> backend.softmax(x, x))
                    .withMessageContaining("must hold numbers");
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> x.get(0));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> x.view(0, Shape.of(1)).text(1));
        }
    }
}
