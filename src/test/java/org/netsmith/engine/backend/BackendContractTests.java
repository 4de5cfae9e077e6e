package org.netsmith.engine.backend;

import java.lang.foreign.Arena;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0} {1}")
@MethodSource("backends")
class BackendContractTests extends BackendContract {

    @Parameter(0)
    String name;

    @Parameter(1)
    DType type;

    @Parameter(2)
    Backend backend;

    static Stream<Arguments> backends() {
        return DType.numeric().stream()
                .flatMap(type -> Stream.of(
                        Arguments.of("cpu in an arena", type, Backends.server(Arena.ofAuto(), 1)),
                        Arguments.of("cpu in ND4J's memory, two threads", type, Backends.worker("cpu", 2)),
                        Arguments.of("nd4j", type, new Nd4jBackend(Nd4jMemory.HOST)),
                        Arguments.of("nd4j with copies in host memory", type, new Nd4jBackend(Nd4jMemory.DEVICE))));
    }

    @Override
    Backend backend() {
        return backend;
    }

    @Override
    DType type() {
        return type;
    }
}
