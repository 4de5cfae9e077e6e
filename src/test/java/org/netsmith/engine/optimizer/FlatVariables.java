package org.netsmith.engine.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** Weights and gradients as a network lays them out: flat, each variable on cache lines of its own. */
final class FlatVariables {

    final Backend backend;
    final Tensor weights;
    final Tensor gradients;
    final List<Variable> variables = new ArrayList<>();

    FlatVariables(Backend backend, DType type, List<String> paths, List<Shape> shapes) {
        this.backend = backend;
        long line = 64 / type.bytes();
        long[] starts = new long[shapes.size() + 1];
        for (int i = 0; i < shapes.size(); i++) {
            starts[i + 1] = starts[i] + (shapes.get(i).size() + line - 1) / line * line;
        }
        this.weights = backend.allocate(type, Shape.of(starts[shapes.size()]));
        this.gradients = backend.allocate(type, weights.shape());
        IntStream.range(0, shapes.size())
                .mapToObj(i -> new Variable(
                        paths.get(i), weights.view(starts[i], shapes.get(i)), gradients.view(starts[i], shapes.get(i))))
                .forEach(variables::add);
    }

    /** One vector. */
    static FlatVariables vector(Backend backend, DType type, double... values) {
        FlatVariables flat = new FlatVariables(backend, type, List.of("dense/bias"), List.of(Shape.of(values.length)));
        flat.setWeight(0, values);
        return flat;
    }

    Update update(Optimizer optimizer) {
        return new Update(optimizer, backend, weights, gradients, variables);
    }

    void setWeight(int variable, double... values) {
        variables.get(variable).weight().set(values);
        backend.upload(weights);
    }

    void setGradient(int variable, double... values) {
        variables.get(variable).gradient().set(values);
        backend.upload(gradients);
    }

    double[] weight(int variable) {
        backend.download(weights);
        return variables.get(variable).weight().toArray();
    }

    double[] gradient(int variable) {
        backend.download(gradients);
        return variables.get(variable).gradient().toArray();
    }
}
