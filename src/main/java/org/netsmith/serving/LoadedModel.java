package org.netsmith.serving;

import java.lang.foreign.Arena;
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
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/** A model in memory, safe for many threads. Its memory goes back when everyone who retained it has released it. */
final class LoadedModel {

    /** Rows in the middle of a run, so that the vector code is compiled for more than one row. */
    private static final int EXERCISE_ROWS = 32;

    private final Arena arena;
    private final Network network;
    private final Encoders encoders;
    private final List<Encoders.Feed> feeds;
    private final List<Shape> shapes;
    private final List<Outputs> outputs;
    private final AtomicInteger users = new AtomicInteger(1);

    private LoadedModel(Arena arena, ModelFile file) {
        this.arena = arena;
        this.network = file.restore(new CpuBackend(Memory.of(arena), 1));
        this.encoders = file.encoders();
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

    Optional<Table> readPlain(JsonParser request, int most) {
        return Instances.readPlain(request, encoders, most);
    }

    /**
     * One prediction for each row; {@code invalid-instances} where a value is too large for the network's arithmetic,
     * {@code non-finite-output} where an output is NaN or infinite.
     */
    List<Prediction> predict(Table table) {
        try (Arena request = Arena.ofConfined()) {
            List<Tensor> rows = encoded(table, Memory.of(request));
            List<Tensor> answers = answers(rows);
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
        double[] row = new double[Math.toIntExact(y.size() / rows)];
        List<Prediction> predictions = new ArrayList<>(rows);
        long place = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < row.length; j++) {
                row[j] = y.get(place++);
            }
            predictions.add(output.read(row));
        }
        return predictions;
    }

    private List<Tensor> answers(List<Tensor> inputs) {
        try {
            return network.predict(inputs);
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
        long size = tensor.size();
        for (long i = 0; i < size; i++) {
            if (!Double.isFinite(tensor.get(i))) {
                throw notFinite(tensor, problem, detail);
            }
        }
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
