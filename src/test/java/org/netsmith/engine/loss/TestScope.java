package org.netsmith.engine.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Scope;

/** A scope without a network: for what is built on predictions alone. */
final class TestScope implements Scope {

    private final Backend backend;
    private final DType type;
    private final List<Operation> operations = new ArrayList<>();

    TestScope(Backend backend, DType type) {
        this.backend = backend;
        this.type = type;
    }

    void run() {
        operations.forEach(Operation::run);
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public boolean training() {
        return true;
    }

    @Override
    public boolean trainable() {
        return true;
    }

    @Override
    public Tensor weight(String name) {
        throw new IllegalArgumentException(name);
    }

    @Override
    public Tensor gradient(String name) {
        throw new IllegalArgumentException(name);
    }

    @Override
    public Tensor tensor(Shape shape) {
        return backend.allocate(type, shape);
    }

    @Override
    public Tensor texts(Shape shape) {
        return backend.allocate(DType.STRING, shape);
    }

    @Override
    public Supplier<Randomness> randomness(Randomness.Purpose purpose) {
        return () -> Randomness.of(1, purpose, 0);
    }

    @Override
    public void run(Operation operation) {
        operations.add(operation);
    }
}
