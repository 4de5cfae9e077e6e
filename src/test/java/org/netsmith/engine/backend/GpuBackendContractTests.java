package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("gpu")
@ParameterizedClass
@EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
class GpuBackendContractTests extends BackendContract {

    @Parameter
    DType type;

    @BeforeEach
    void requireGpu() {
        assumeTrue(Nd4jPlatform.hasGpu(), "ND4J found no CUDA device; build with -Pcuda on a machine that has one");
    }

    @Test
    void isChosenByItself() {
        assertThat(Backends.worker("auto", 1).name()).isEqualTo("nd4j");
    }

    @Override
    Backend backend() {
        return Backends.worker("nd4j", 1);
    }

    @Override
    DType type() {
        return type;
    }
}
