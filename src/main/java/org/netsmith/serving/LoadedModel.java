package org.netsmith.serving;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.netsmith.dataset.Encoders;
import org.netsmith.dataset.Instances;
import org.netsmith.dataset.PlainRows;
import org.netsmith.dataset.Table;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.UnusableRowException;
import org.netsmith.engine.network.Network;
import org.netsmith.registry.ModelFile;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import tools.jackson.databind.JsonNode;

/** A model in memory, safe for many threads. Its memory goes back when everyone who retained it has released it. */
final class LoadedModel {

    /** Rows in the middle of a run, so that the vector code is compiled for more than one row. */
    private static final int EXERCISE_ROWS = 32;

    /** What a large batch is divided among; more would be taken from other requests. */
    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final Arena arena;
    private final Network network;
    private final Encoders encoders;
    private final PlainRows plainRows;
    private final List<Encoders.Feed> feeds;
    private final List<Shape> shapes;
    private final List<Outputs> outputs;
    private final AtomicInteger users = new AtomicInteger(1);

    private LoadedModel(Arena arena, ModelFile file) {
        this.arena = arena;
        this.network = file.restore(new CpuBackend(Memory.of(arena), THREADS));
        this.encoders = file.encoders();
        this.plainRows = new PlainRows(encoders);
        this.feeds = encoders.feeds();
        this.shapes = feeds.stream().map(Encoders.Feed::shape).toList();
        this.outputs = IntStream.range(0, encoders.targets().size())
                .mapToObj(i -> Outputs.of(network, i, encoders.targets().get(i)))
                .toList();
    }

    /** Reads a model and runs it once, so that the first request finds it warm. The caller is its first user. */
    static LoadedModel load(Path file) {
        Arena arena = Arena.ofShared();
        try (Arena reading = Arena.ofConfined()) {
            LoadedModel model = new LoadedModel(arena, ModelFile.read(file, Memory.of(reading)));
            model.exercise();
            return model;
        } catch (RuntimeException | OutOfMemoryError failed) {
            arena.close();
            throw failed;
        }
    }

    /** Becomes a further user; false where the memory has gone back already. */
    boolean retain() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            arena.close();
        }
    }

    /** The memory that the weights take. */
    long bytes() {
        return network.weights().stream()
                .mapToLong(weight -> weight.value().segment().byteSize())
                .sum();
    }

    Instances read(JsonNode instances) {
        return Instances.read(instances, encoders);
    }

    /** The rows of a request where they are plain, see {@link PlainRows#read}. */
    Optional<Table> readPlain(byte[] request, int most) {
        return plainRows.read(request, most);
    }

    /**
     * One prediction for each row; {@code invalid-instances} where a value is too large for the network's arithmetic,
     * {@code non-finite-output} where an output is NaN or infinite.
     */
    List<Prediction> predict(Table table) {
        try (Arena request = Arena.ofConfined()) {
            Memory memory = Memory.of(request);
            List<Tensor> answers = answers(encoded(table, memory), memory);
            answers.forEach(y -> requireFinite(
                    y,
                    ProblemType.NON_FINITE_OUTPUT,
                    "the model's output for this row is NaN or infinite; give values"
                            + " nearer to those that the model was trained on"));
            return predictions(answers, table.rows());
        }
    }

    private List<Tensor> encoded(Table table, Memory memory) {
        int[] rows = table.all();
        List<Tensor> inputs = new ArrayList<>(feeds.size());
        for (int i = 0; i < feeds.size(); i++) {
            Tensor x = memory.allocate(network.definition().dtype(), rows(i, rows.length));
            feeds.get(i).encode(table, rows, x);
            requireFinite(
                    x,
                    ProblemType.INVALID_INSTANCES,
                    "a value of this row is too large to compute with; give values"
                            + " nearer to those that the model was trained on");
            inputs.add(x);
        }
        return inputs;
    }

    private List<Prediction> predictions(List<Tensor> answers, int rows) {
        List<List<Prediction>> byOutput = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            byOutput.add(predictions(answers.get(i), outputs.get(i), rows));
        }
        if (byOutput.size() == 1) {
            return byOutput.getFirst();
        }
        List<Prediction> predictions = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            Map<String, Prediction> several = LinkedHashMap.newLinkedHashMap(byOutput.size());
            for (int i = 0; i < byOutput.size(); i++) {
                several.put(encoders.targets().get(i).name(), byOutput.get(i).get(row));
            }
            predictions.add(new Prediction.Several(several));
        }
        return predictions;
    }

    private static List<Prediction> predictions(Tensor y, Outputs output, int rows) {
        int width = Math.toIntExact(y.size() / rows);
        List<Prediction> predictions = new ArrayList<>(rows);
        long place = 0;
        for (int i = 0; i < rows; i++) {
            double[] row = new double[width];
            for (int j = 0; j < width; j++) {
                row[j] = y.get(place++);
            }
            predictions.add(output.read(row));
        }
        return predictions;
    }

    private List<Tensor> answers(List<Tensor> inputs, Memory memory) {
        try {
            return network.predict(inputs, memory);
        } catch (UnusableRowException unusable) {
            throw new ProblemException(
                    ProblemType.INVALID_INSTANCES,
                    "The network has no answer to a row: %s.".formatted(unusable.getMessage()),
                    List.of(new Finding("/instances", unusable.getMessage())));
        }
    }

    /** Zeros, which some networks refuse: those are exercised by their first request. */
    private void exercise() {
        try {
            exercise(1);
            exercise(EXERCISE_ROWS);
        } catch (UnusableRowException zeros) {
            return;
        }
    }

    private void exercise(int rows) {
        try (Arena exercise = Arena.ofConfined()) {
            Memory memory = Memory.of(exercise);
            network.predict(IntStream.range(0, feeds.size())
                    .mapToObj(i -> memory.allocate(network.definition().dtype(), rows(i, rows)))
                    .toList());
        }
    }

    private Shape rows(int input, int rows) {
        return shapes.get(input).prepend(rows);
    }

    private static void requireFinite(Tensor tensor, ProblemType problem, String detail) {
        if (!isFinite(tensor)) {
            throw notFinite(tensor, problem, detail);
        }
    }

    private static boolean isFinite(Tensor tensor) {
        int size = Math.toIntExact(tensor.size());
        return switch (tensor.type()) {
            case FLOAT32 -> largestFloat(tensor.segment(), size) < Float.floatToIntBits(Float.POSITIVE_INFINITY);
            case FLOAT64 -> largestDouble(tensor.segment(), size) < Double.doubleToLongBits(Double.POSITIVE_INFINITY);
            case STRING -> throw new IllegalArgumentException("expected numbers, received texts");
        };
    }

    /** The bits of the largest number without its sign: no comparisons, so that the loop becomes vector code. */
    private static int largestFloat(MemorySegment floats, int size) {
        int largest = 0;
        for (int i = 0; i < size; i++) {
            largest = Math.max(largest, floats.getAtIndex(ValueLayout.JAVA_INT, i) & Integer.MAX_VALUE);
        }
        return largest;
    }

    private static long largestDouble(MemorySegment doubles, int size) {
        long largest = 0;
        for (int i = 0; i < size; i++) {
            largest = Math.max(largest, doubles.getAtIndex(ValueLayout.JAVA_LONG, i) & Long.MAX_VALUE);
        }
        return largest;
    }

    private static ProblemException notFinite(Tensor tensor, ProblemType problem, String detail) {
        int rows = Math.toIntExact(tensor.shape().extent(0));
        Shape shape = tensor.shape().tail();
        List<Finding> findings = IntStream.range(0, rows)
                .filter(row -> !DoubleStream.of(
                                tensor.view(row * shape.size(), shape).toArray())
                        .allMatch(Double::isFinite))
                .mapToObj(row -> new Finding("/instances/" + row, detail))
                .toList();
        return new ProblemException(
                problem, "%d of %d rows have no finite answer.".formatted(findings.size(), rows), findings);
    }
}
