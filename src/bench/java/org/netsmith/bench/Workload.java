package org.netsmith.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network to be trained: dense layers with relu, softmax at the end, sparse cross-entropy, Adam, float32.
 *
 * @param sizes the features, the units of each hidden layer, the classes
 * @param batch rows in a batch
 * @param batches how many batches the data set has
 * @param rounds how often each peer has its turn
 * @param regular whether batch normalisation and dropout of 0.2 follow each hidden layer
 */
public record Workload(List<Integer> sizes, int batch, int batches, int rounds, boolean regular) {

    private static final List<Workload> PLAIN = List.of(
            of(16, 60, 7, 4, 16, 3),
            of(32, 60, 7, 20, 64, 64, 2),
            of(64, 60, 7, 64, 256, 256, 256, 8),
            of(128, 60, 5, 784, 512, 512, 10),
            of(256, 6, 5, 784, 2048, 2048, 2048, 10),
            of(512, 3, 3, 1000, 4096, 4096, 100));

    /** Up to so many weights a network is also measured with dropout and batch normalisation. */
    private static final long SMALL = 1_000_000;

    static Workload of(int batch, int batches, int rounds, Integer... sizes) {
        return new Workload(List.of(sizes), batch, batches, rounds, false);
    }

    /** All plain ones, smallest first. */
    static List<Workload> plain() {
        return PLAIN;
    }

    /** Every plain one, then those with dropout and batch normalisation. */
    static List<Workload> all() {
        Stream<Workload> regular =
                PLAIN.stream().filter(workload -> workload.weights() < SMALL).map(Workload::regularised);
        return Stream.concat(PLAIN.stream(), regular).toList();
    }

    private Workload regularised() {
        return new Workload(sizes, batch, batches, Math.min(rounds, 5), true);
    }

    /** As in {@code 784-512-512-10}. */
    String network() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    /** Whether a size of the network is the last. */
    public boolean isLast(int index) {
        return index == sizes.size() - 1;
    }

    public int features() {
        return sizes.getFirst();
    }

    public int classes() {
        return sizes.getLast();
    }

    public int rows() {
        return batch * batches;
    }

    /** The products of one step, in order: one for each layer forward, one for its weights, one for its input. */
    public List<ProductShape> products() {
        return IntStream.range(1, sizes.size())
                .boxed()
                .flatMap(layer -> products(layer, sizes.get(layer - 1), sizes.get(layer)))
                .toList();
    }

    private Stream<ProductShape> products(int layer, int inputs, int units) {
        Stream<ProductShape> always = Stream.of(
                new ProductShape(ProductShape.Kind.NN, batch, units, inputs),
                new ProductShape(ProductShape.Kind.TN, inputs, units, batch));
        // Nobody asks for the gradient of the data.
        return layer == 1
                ? always
                : Stream.concat(always, Stream.of(new ProductShape(ProductShape.Kind.NT, batch, inputs, units)));
    }

    /** Multiplications and additions in the products of one step. */
    long flop() {
        return products().stream().mapToLong(ProductShape::flop).sum();
    }

    /** Kernels and biases. */
    long weights() {
        return IntStream.range(1, sizes.size())
                .mapToLong(layer -> (sizes.get(layer - 1) + 1L) * sizes.get(layer))
                .sum();
    }

    /** What Adam moves in one step: it reads gradient, weight and two moments, and writes all but the gradient. */
    long adamBytes() {
        return weights() * 7 * Float.BYTES;
    }

    /** One line, for another process. */
    String line() {
        return "%s %d %d %s".formatted(network(), batch, batches, regular ? "regular" : "plain");
    }

    /** What {@link #line} wrote. */
    public static Workload parse(String line) {
        String[] words = line.split(" ");
        List<Integer> sizes =
                Arrays.stream(words[0].split("-")).map(Integer::valueOf).toList();
        return new Workload(
                sizes, Integer.parseInt(words[1]), Integer.parseInt(words[2]), 0, words[3].equals("regular"));
    }
}
