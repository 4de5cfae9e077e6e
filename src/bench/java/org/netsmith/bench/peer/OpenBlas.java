package org.netsmith.bench.peer;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;
import static org.bytedeco.openblas.presets.openblas_nolapack.blas_get_num_threads;
import static org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads;

import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.netsmith.bench.ProductShape;
import org.netsmith.bench.ProductShape.Kind;
import org.netsmith.bench.Workload;

/** The products of a step and nothing else, by the OpenBLAS that ND4J brings, called directly. */
final class OpenBlas implements Peer {

    OpenBlas(int threads) {
        Loader.load(openblas.class);
        blas_set_num_threads(threads);
    }

    @Override
    public String version() {
        return "%s, %d threads".formatted(openblas.OPENBLAS_VERSION.strip(), blas_get_num_threads());
    }

    @Override
    public void train(Workload workload, Pace pace) {
        List<Bound> products = workload.products().stream().map(Bound::new).toList();
        do {
            for (int i = 0; i < workload.batches(); i++) {
                products.forEach(Bound::run);
            }
        } while (pace.epochEnded());
    }

    /** A product with its memory. */
    private record Bound(ProductShape shape, FloatPointer a, FloatPointer b, FloatPointer c) {

        Bound(ProductShape shape) {
            this(shape, filled(shape.left()), filled(shape.right()), new FloatPointer(shape.result()));
        }

        private static FloatPointer filled(int count) {
            Random random = new Random(count);
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = random.nextFloat() - 0.5f;
            }
            return new FloatPointer(values);
        }

        void run() {
            boolean left = shape.kind() == Kind.TN;
            boolean right = shape.kind() == Kind.NT;
            cblas_sgemm(
                    CblasRowMajor,
                    left ? CblasTrans : CblasNoTrans,
                    right ? CblasTrans : CblasNoTrans,
                    shape.rows(),
                    shape.columns(),
                    shape.depth(),
                    1,
                    a,
                    left ? shape.rows() : shape.depth(),
                    b,
                    right ? shape.depth() : shape.columns(),
                    0,
                    c,
                    shape.columns());
        }
    }
}
