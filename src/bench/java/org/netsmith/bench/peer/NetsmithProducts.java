package org.netsmith.bench.peer;

import java.util.List;
import java.util.Random;
import org.netsmith.bench.ProductShape;
import org.netsmith.bench.Workload;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Backends;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** The products of a step and nothing else, by our own backend. */
final class NetsmithProducts implements Peer {

    private final Backend backend;

    NetsmithProducts(int threads) {
        this.backend = Backends.worker("cpu", threads).learning();
    }

    @Override
    public String version() {
        return "Netsmith's products, " + backend.device();
    }

    @Override
    public void train(Workload workload, Pace pace) {
        List<Operation> products = workload.products().stream().map(this::bind).toList();
        do {
            for (int i = 0; i < workload.batches(); i++) {
                products.forEach(Operation::run);
            }
        } while (pace.epochEnded());
    }

    private Operation bind(ProductShape shape) {
        int rows = shape.rows();
        int columns = shape.columns();
        int depth = shape.depth();
        Tensor c = filled(rows, columns);
        return switch (shape.kind()) {
            case NN -> backend.product(filled(rows, depth), filled(depth, columns), c);
            case TN -> backend.productTransposedLeft(filled(depth, rows), filled(depth, columns), c);
            case NT -> backend.productTransposedRight(filled(rows, depth), filled(columns, depth), c);
        };
    }

    private Tensor filled(int rows, int columns) {
        Random random = new Random(rows);
        Tensor tensor = backend.allocate(DType.FLOAT32, Shape.of(rows, columns));
        for (long i = 0; i < tensor.size(); i++) {
            tensor.set(i, random.nextFloat() - 0.5f);
        }
        backend.upload(tensor);
        return tensor;
    }
}
