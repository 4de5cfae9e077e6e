package org.netsmith.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

class SharedGradientsTests {

    private final Backend backend = Golden.backend();
    private final Function<Shape, Tensor> memory = shape -> backend.allocate(DType.FLOAT64, shape);
    private final Tensor kernel = memory.apply(Shape.of(2, 3));
    private final Tensor bias = memory.apply(Shape.of(3));
    private final SharedGradients shared = new SharedGradients();

    @Test
    void theCallThatComesFirstWritesTheWholeHoweverOftenItAsks() {
        assertThat(shared.of("dense/kernel", 7, kernel, memory)).isSameAs(kernel);
        assertThat(shared.of("dense/kernel", 7, kernel, memory)).isSameAs(kernel);
        assertThat(addedUp(7)).isEmpty();
    }

    @Test
    void anotherCallHasOnePartOfEachWeightHoweverOftenItAsks() {
        shared.of("dense/kernel", 7, kernel, memory);
        shared.of("dense/bias", 7, bias, memory);
        Tensor ofKernel = shared.of("dense/kernel", 3, kernel, memory);
        Tensor ofBias = shared.of("dense/bias", 3, bias, memory);

        assertThat(ofKernel).isNotSameAs(kernel);
        assertThat(ofKernel.shape()).isEqualTo(kernel.shape());
        assertThat(ofBias).isNotSameAs(ofKernel);
        assertThat(shared.of("dense/kernel", 3, kernel, memory)).isSameAs(ofKernel);
        assertThat(addedUp(3)).containsExactly(kernel, ofKernel, bias, ofBias);
    }

    @Test
    void everyCallHasPartsOfItsOwn() {
        shared.of("dense/kernel", 7, kernel, memory);
        Tensor second = shared.of("dense/kernel", 3, kernel, memory);
        Tensor third = shared.of("dense/kernel", 1, kernel, memory);

        assertThat(addedUp(3)).containsExactly(kernel, second);
        assertThat(addedUp(1)).containsExactly(kernel, third);
    }

    @Test
    void knowsWhatNobodyWrites() {
        shared.of("dense/kernel", 7, kernel, memory);

        assertThat(shared.isWritten("dense/kernel")).isTrue();
        assertThat(shared.isWritten("dense/bias")).isFalse();
    }

    private List<Tensor> addedUp(int call) {
        List<Tensor> added = new ArrayList<>();
        shared.addUp(call, (whole, part) -> {
            added.add(whole);
            added.add(part);
        });
        return added;
    }
}
