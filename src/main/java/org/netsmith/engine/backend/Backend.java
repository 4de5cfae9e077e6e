package org.netsmith.engine.backend;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.netsmith.engine.expression.Program;

/**
 * The primitives that layers, losses and optimizers are written in. Every method but the memory ones binds its tensors
 * and returns the work as an {@link Operation}; all tensors of one operation have the same type, which is text only for
 * {@link #gather} and {@link #copy}. Matrices are tensors
 * of any rank seen as {@code [rows, columns]}, where columns is the last extent and rows the product of the others.
 *
 * <p>Results are the same bits for any number of threads: each element is summed in one fixed order.
 */
public sealed interface Backend permits CpuBackend, Nd4jBackend {

    /** {@code cpu} or {@code nd4j}. */
    String name();

    /** What it runs on, for people: {@code AVX-512, 2 threads}. */
    String device();

    /**
     * The same memory for a plan that is learnt from, which may sum products in another order and faster: as exact, and
     * still the same bits for any number of threads, but not those that an answer has.
     */
    default Backend learning() {
        return this;
    }

    /** A tensor of zeros, or of empty texts, which every backend leaves to the host. */
    Tensor allocate(DType type, Shape shape);

    /** Makes what was written through {@link Tensor#segment()} visible to operations. */
    void upload(Tensor tensor);

    /**
     * The numbers of a tensor where operations can read them: the tensor itself where operations work on any memory or
     * it was allocated here (then as by {@link #upload}), else a copy.
     */
    Tensor adopt(Tensor tensor);

    /** Makes results of operations visible through {@link Tensor#segment()}. */
    void download(Tensor tensor);

    /** {@code c = a·b} with a [m, k], b [k, n], c [m, n]. */
    Operation product(Tensor a, Tensor b, Tensor c);

    /** {@code c = aᵀ·b} with a [k, m], b [k, n], c [m, n]. */
    Operation productTransposedLeft(Tensor a, Tensor b, Tensor c);

    /** {@code c = a·bᵀ} with a [m, k], b [n, k], c [m, n]. */
    Operation productTransposedRight(Tensor a, Tensor b, Tensor c);

    /**
     * Runs the assignments of a program over every element. Each name of the program is bound to a tensor; the assigned
     * ones are {@code [rows, columns]}, the read ones may also be a row {@code [columns]} repeated for each row, a
     * column {@code [rows, 1]} repeated along each row, or a scalar {@code []}, read when the operation runs. A name
     * may be both read and assigned (in place).
     */
    Operation elementwise(Program program, Map<String, Tensor> operands);

    /** {@code y[j] = Σᵢ x[i, j]}: x [m, n], y [n]. */
    Operation sumColumns(Tensor x, Tensor y);

    /** {@code y[i] = Σⱼ x[i, j]}: x [m, n], y [m, 1]. */
    Operation sumRows(Tensor x, Tensor y);

    /** Softmax over the last axis: x and y [m, n], may be the same tensor. */
    Operation softmax(Tensor x, Tensor y);

    /** {@code x − log Σ exp x} over the last axis: x and y [m, n], may be the same tensor. */
    Operation logSoftmax(Tensor x, Tensor y);

    /** {@code y[i] = x[rows[i]]} for matrices x [m, n] and y [k, n]; {@code rows} is read when the operation runs. */
    Operation gather(Tensor x, int[] rows, Tensor y);

    /** The elements of x with its axes in another order: axis i of y is axis {@code axes[i]} of x. */
    Operation permute(Tensor x, int[] axes, Tensor y);

    /**
     * {@code y[rows[i]] += x[i]} for matrices x [k, n] and y [m, n], the way back of {@link #gather}; {@code rows} is
     * read when the operation runs. A row that several are added to takes them in order.
     */
    Operation accumulate(Tensor x, int[] rows, Tensor y);

    /**
     * Fills with numbers uniform in [0, 1) from the given place, asked for when the operation runs; the same bits on
     * every backend.
     */
    Operation uniform(Tensor y, Supplier<Randomness> place);

    /** Copies all elements of x to y. */
    Operation copy(Tensor x, Tensor y);

    /**
     * Operations with the same results as these, run in the same order: some that follow each other may have become one.
     * Those given are not to be run any more.
     */
    default List<Operation> fuse(List<Operation> operations) {
        return operations;
    }
}
