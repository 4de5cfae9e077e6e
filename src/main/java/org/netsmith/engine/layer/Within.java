package org.netsmith.engine.layer;

import java.util.Optional;
import java.util.function.Supplier;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * What a layer within another one sees.
 *
 * @param prefix what stands in front of the names of its weights
 * @param masked whether it is given the masks of the layer around it
 * @param index which of the layers within it is, so that their random numbers differ
 */
record Within(Scope around, String prefix, boolean masked, int index) implements Scope {

    private static final int STREAMS = 1_000_000;

    @Override
    public Backend backend() {
        return around.backend();
    }

    @Override
    public boolean training() {
        return around.training();
    }

    @Override
    public boolean trainable() {
        return around.trainable();
    }

    @Override
    public Tensor weight(String name) {
        return around.weight(prefix + name);
    }

    @Override
    public Tensor gradient(String name) {
        return around.gradient(prefix + name);
    }

    @Override
    public Tensor tensor(Shape shape) {
        return around.tensor(shape);
    }

    @Override
    public Tensor texts(Shape shape) {
        return around.texts(shape);
    }

    @Override
    public Optional<Tensor> squares(String name) {
        return around.squares(prefix + name);
    }

    @Override
    public Supplier<Randomness> randomness(Randomness.Purpose purpose) {
        Supplier<Randomness> place = around.randomness(purpose);
        return () -> within(place.get());
    }

    private Randomness within(Randomness place) {
        return new Randomness(
                place.seed(), place.purpose(), place.epoch(), place.step(), place.stream() + index * STREAMS);
    }

    @Override
    public Optional<Tensor> mask(int input) {
        return masked ? around.mask(input) : Optional.empty();
    }

    @Override
    public void run(Operation operation) {
        around.run(operation);
    }
}
