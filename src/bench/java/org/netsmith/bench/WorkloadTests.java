package org.netsmith.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkloadTests {

    private static final Workload SMALL = Workload.of(16, 60, 9, 4, 16, 3);

    @Test
    void countsTheWorkOfAStep() {
        // Forward and the kernels' gradients of both layers, and the gradient of the hidden units.
        assertThat(SMALL.flop()).isEqualTo(2 * 16 * (2 * 4 * 16 + 3 * 16 * 3));
        assertThat(SMALL.weights()).isEqualTo(5 * 16 + 17 * 3);
        assertThat(SMALL.adamBytes()).isEqualTo(28 * SMALL.weights());
    }

    @Test
    void crossesToAnotherProcessAsALine() {
        Workload crossed = Workload.parse(SMALL.line());

        assertThat(crossed.line()).isEqualTo("4-16-3 16 60 plain");
        assertThat(crossed.products()).isEqualTo(SMALL.products());
    }
}
