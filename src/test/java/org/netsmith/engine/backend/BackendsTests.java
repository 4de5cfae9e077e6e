package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class BackendsTests {

    @Test
    void aServerComputesOnTheCpuInItsArena() {
        try (Arena arena = Arena.ofConfined()) {
            Backend backend = Backends.server(arena, 1);

            assertThat(backend.name()).isEqualTo("cpu");
            assertThat(backend.device()).contains("bit vectors, 1 thread").doesNotContain("ND4J");
        }
    }

    @Test
    void aWorkerTakesTheBackendThatWasChosen() {
        assertThat(Backends.worker("cpu", 2).name()).isEqualTo("cpu");
        assertThat(Backends.worker("cpu", 2).device()).contains("2 threads").contains("ND4J");
        assertThat(Backends.worker("nd4j", 2).name()).isEqualTo("nd4j");
        assertThat(Backends.worker("nd4j", 2).device()).startsWith("ND4J on ");
        assertThat(Backends.worker("auto", 2).name()).isEqualTo(Nd4jPlatform.hasGpu() ? "nd4j" : "cpu");
    }

    @Test
    void refusesOtherChoices() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backends.worker("gpu", 1))
                .withMessage("backend must be auto, cpu or nd4j, received gpu");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backends.server(Arena.ofAuto(), 0))
                .withMessage("threads must be at least 1, received 0");
    }
}
