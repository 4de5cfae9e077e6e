package org.netsmith.dataset;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.worker.Task;
import org.netsmith.worker.TaskContext;

/**
 * Encodes the first rows of a data set, fitted on all of its rows.
 *
 * @param target rows without a value in this column are left out, as in training; null where every row counts
 * @param columns those of the inputs and the target
 * @param files the normal form of the data set, by name
 * @param limit the most rows to encode
 */
public record EncodeTask(
        List<Encoders.Input> inputs, @Nullable String target, List<Column> columns, Map<String, Path> files, int limit)
        implements Task {

    private static final int MOST_NUMBERS = 400_000;

    /**
     * What a row looks like to a network.
     *
     * @param encoders with the numbers learnt
     * @param columns what each number of a row is
     */
    record Result(List<Encoders.Input> encoders, List<String> columns, List<double[]> rows) {}

    static EncodeTask of(
            List<Encoders.Input> inputs,
            @Nullable String target,
            List<Column> columns,
            Map<String, Path> files,
            int limit) {
        Set<String> names = new LinkedHashSet<>();
        inputs.forEach(input -> names.add(input.name()));
        if (target != null) {
            names.add(target);
        }
        List<Column> needed =
                columns.stream().filter(column -> names.contains(column.name())).toList();
        return new EncodeTask(inputs, target, needed, files, limit);
    }

    @Override
    public Result run(TaskContext context) {
        Table table = Table.read(columns, files, context.cache());
        int[] rows = target == null ? table.all() : table.rowsWith(target);
        List<Encoders.Input> fitted =
                inputs.stream().map(input -> input.fit(table, rows)).toList();
        List<String> names =
                fitted.stream().flatMap(input -> input.numbers().stream()).toList();
        int count = Math.min(rows.length, Math.clamp(MOST_NUMBERS / names.size(), 1, limit));
        return new Result(fitted, names, encode(fitted, table, Arrays.copyOf(rows, count), names.size()));
    }

    private static List<double[]> encode(List<Encoders.Input> inputs, Table table, int[] rows, int width) {
        try (Arena arena = Arena.ofConfined()) {
            Tensor x = Memory.of(arena).allocate(DType.FLOAT64, Shape.of(rows.length, width));
            long offset = 0;
            for (Encoders.Input input : inputs) {
                input.encoder().encode(table.values(input.name()), rows, new Slots(x, offset, width));
                offset += input.encoder().shape().size();
            }
            double[] numbers = x.toArray();
            List<double[]> encoded = new ArrayList<>();
            for (int row = 0; row < rows.length; row++) {
                encoded.add(Arrays.copyOfRange(numbers, row * width, (row + 1) * width));
            }
            return encoded;
        }
    }
}
