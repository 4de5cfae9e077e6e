package org.netsmith.engine.backend;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.netsmith.engine.expression.Program;

/**
 * ND4J operations only, so that it runs on any device ND4J has, and is the oracle for {@link CpuBackend}. Random
 * numbers and orders of rows are made by the host and are the same as there; sums may differ in the last bits. Loads
 * ND4J's native library: for workers only.
 */
public final class Nd4jBackend implements Backend {

    private final Nd4jMemory memory;

    /** The device that ND4J found: a GPU if its CUDA backend is on the class path, else the CPU. */
    public Nd4jBackend() {
        this(Nd4j.getEnvironment().isCPU() ? Nd4jMemory.HOST : Nd4jMemory.DEVICE);
    }

    Nd4jBackend(Nd4jMemory memory) {
        this.memory = memory;
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public String device() {
        var environment = Nd4j.getExecutioner().getEnvironmentInformation();
        if (environment.get("cuda.devicesInformation") instanceof List<?> devices && !devices.isEmpty()) {
            return "ND4J on " + devices.stream().map(Nd4jBackend::deviceName).collect(Collectors.joining(", "));
        }
        return "ND4J on %s, %s, %s threads"
                .formatted(environment.get("backend"), environment.get("blas.vendor"), environment.get("omp.threads"));
    }

    private static String deviceName(Object device) {
        return String.valueOf(device instanceof Map<?, ?> facts ? facts.get("cuda.deviceName") : device);
    }

    @Override
    public Tensor allocate(DType type, Shape shape) {
        return type == DType.STRING ? Tensor.ofTexts(shape) : memory.allocate(type, shape);
    }

    private boolean isOnDevice(Tensor tensor) {
        return memory == Nd4jMemory.DEVICE && tensor.size() > 0 && tensor.type() != DType.STRING;
    }

    @Override
    public void upload(Tensor tensor) {
        if (isOnDevice(tensor)) {
            INDArray host = switch (tensor.type()) {
                case FLOAT32 -> Nd4j.createFromArray(tensor.segment().toArray(ValueLayout.JAVA_FLOAT));
                case FLOAT64 -> Nd4j.createFromArray(tensor.segment().toArray(ValueLayout.JAVA_DOUBLE));
                case STRING -> throw tensor.type().noNumbers();
            };
            Nd4jMemory.flat(tensor).assign(host);
        }
    }

    @Override
    public Tensor adopt(Tensor tensor) {
        Tensor own = tensor;
        if (!(tensor.storage() instanceof INDArray) && tensor.type() != DType.STRING) {
            own = allocate(tensor.type(), tensor.shape());
            own.segment().copyFrom(tensor.segment());
        }
        upload(own);
        return own;
    }

    @Override
    public void download(Tensor tensor) {
        if (isOnDevice(tensor)) {
            INDArray array = Nd4jMemory.flat(tensor).dup();
            tensor.segment()
                    .copyFrom(
                            switch (tensor.type()) {
                                case FLOAT32 -> MemorySegment.ofArray(array.toFloatVector());
                                case FLOAT64 -> MemorySegment.ofArray(array.toDoubleVector());
                                case STRING -> throw tensor.type().noNumbers();
                            });
        }
    }

    @Override
    public Operation product(Tensor a, Tensor b, Tensor c) {
        return product(new Factors(Matrix.of("a", a), false, Matrix.of("b", b), false), Matrix.of("c", c));
    }

    @Override
    public Operation productTransposedLeft(Tensor a, Tensor b, Tensor c) {
        return product(new Factors(Matrix.of("a", a), true, Matrix.of("b", b), false), Matrix.of("c", c));
    }

    @Override
    public Operation productTransposedRight(Tensor a, Tensor b, Tensor c) {
        return product(new Factors(Matrix.of("a", a), false, Matrix.of("b", b), true), Matrix.of("c", c));
    }

    private static Operation product(Factors factors, Matrix c) {
        factors.requireResult(c);
        if (factors.depth() == 0 || c.size() == 0) {
            return zero(c);
        }
        INDArray a = Nd4jMemory.array(factors.a());
        INDArray b = Nd4jMemory.array(factors.b());
        INDArray result = Nd4jMemory.array(c);
        return () -> Nd4j.matmul(a, b, result, factors.aTransposed(), factors.bTransposed(), false);
    }

    private static Operation zero(Matrix y) {
        if (y.size() == 0) {
            return () -> {};
        }
        INDArray array = Nd4jMemory.array(y);
        return () -> array.assign(0);
    }

    @Override
    public Operation elementwise(Program program, Map<String, Tensor> operands) {
        Extent extent = Extent.of(program, operands);
        return extent.size() == 0 ? () -> {} : new Nd4jProgram(program, extent, operands);
    }

    @Override
    public Operation sumColumns(Tensor x, Tensor y) {
        Matrix from = Matrix.of("x", x);
        Matrix to = Matrix.of("y", y).require(x.type(), 1, from.columns()).requireApartFrom(from);
        return sum(from, to, 0);
    }

    @Override
    public Operation sumRows(Tensor x, Tensor y) {
        Matrix from = Matrix.of("x", x);
        Matrix to = Matrix.of("y", y).require(x.type(), from.rows(), 1).requireApartFrom(from);
        return sum(from, to, 1);
    }

    private static Operation sum(Matrix x, Matrix y, int axis) {
        if (x.size() == 0) {
            return zero(y);
        }
        INDArray from = Nd4jMemory.array(x);
        INDArray to = Nd4jMemory.array(y);
        return () -> from.sum(to, true, axis);
    }

    @Override
    public Operation softmax(Tensor x, Tensor y) {
        return alongRows(
                x,
                y,
                (input, output) -> Nd4j.exec(DynamicCustomOp.builder("softmax")
                        .addInputs(input)
                        .addOutputs(output)
                        .addIntegerArguments(1)
                        .build()));
    }

    /** ND4J's own operation takes the logarithm of a softmax, which is infinite where the softmax is 0. */
    @Override
    public Operation logSoftmax(Tensor x, Tensor y) {
        return alongRows(x, y, (input, output) -> {
            INDArray shifted = input.subColumnVector(input.max(true, 1));
            INDArray sums = Transforms.exp(shifted, true).sum(true, 1);
            output.assign(shifted.subiColumnVector(Transforms.log(sums, false)));
        });
    }

    private static Operation alongRows(Tensor x, Tensor y, BiConsumer<INDArray, INDArray> work) {
        Matrix from = Matrix.of("x", x);
        Matrix to =
                Matrix.of("y", y).require(x.type(), from.rows(), from.columns()).requireSameOrApart(from);
        if (from.size() == 0) {
            return () -> {};
        }
        INDArray input = Nd4jMemory.array(from);
        INDArray output = Nd4jMemory.array(to);
        return () -> work.accept(input, output);
    }

    @Override
    public Operation gather(Tensor x, int[] rows, Tensor y) {
        if (x.type() == DType.STRING) {
            return new TextGather(x, rows, y);
        }
        Matrix from = Matrix.of("x", x);
        Matrix to =
                Matrix.of("y", y).require(x.type(), rows.length, from.columns()).requireApartFrom(from);
        if (to.size() == 0) {
            return () -> Gather.check(rows, from.rows());
        }
        INDArray input = Nd4jMemory.array(from);
        INDArray output = Nd4jMemory.array(to);
        return () -> {
            Gather.check(rows, from.rows());
            Nd4j.pullRows(input, output, 1, rows);
        };
    }

    /** By the host: on a device, neighbours that add to one row have no order. */
    @Override
    public Operation accumulate(Tensor x, int[] rows, Tensor y) {
        Operation accumulation = new Accumulation(Matrix.of("x", x), rows, Matrix.of("y", y));
        return () -> {
            download(x);
            download(y);
            accumulation.run();
            upload(y);
        };
    }

    @Override
    public Operation permute(Tensor x, int[] axes, Tensor y) {
        Permutation.check(x, axes, y);
        if (x.size() == 0 || axes.length == 0) {
            return copy(x, y);
        }
        INDArray from = Nd4jMemory.array(x).permute(axes);
        INDArray to = Nd4jMemory.array(y);
        return () -> to.assign(from);
    }

    @Override
    public Operation uniform(Tensor y, Supplier<Randomness> place) {
        Nd4jMemory.flat(y);
        Operation fill = new UniformFill(y, place, Threads.of(1));
        return () -> {
            fill.run();
            upload(y);
        };
    }

    @Override
    public Operation copy(Tensor x, Tensor y) {
        if (x.type() == DType.STRING) {
            return TextGather.everything(x, y);
        }
        Matrix from = Matrix.of("x", x);
        Matrix to =
                Matrix.of("y", y).require(x.type(), from.rows(), from.columns()).requireSameOrApart(from);
        if (from.size() == 0) {
            return () -> {};
        }
        INDArray input = Nd4jMemory.array(from);
        INDArray output = Nd4jMemory.array(to);
        return () -> output.assign(input);
    }
}
