package org.netsmith.engine.layer;

import java.util.Arrays;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Tensor;

/**
 * Keras' sparsemax along the last axis, row by row on the host. With the elements sorted downwards, {@code s₁ ≥ s₂ ≥
 * …}, the support is every j with {@code s_j > (c_j − 1)/j} for the running sums {@code c_j}, k its size, and
 * {@code τ = (Σ c_j − 1)/k} over the support; {@code y = max(x − τ, 0)}.
 *
 * <p>The element of rank i counts in the sums of rank i to k, so {@code dx_i = dy_i·[x_i ≥ τ] − (k − i + 1)/k·Σ
 * dy_j·[x_j ≥ τ]}, the second part within the support only.
 */
final class SparseProjection {

    private final Tensor x;
    private final Tensor y;
    private final int columns;
    private final int rows;
    private final double[] row;
    private final double[] sorted;
    private int support;
    private double threshold;

    SparseProjection(Tensor x, Tensor y) {
        this.x = x;
        this.y = y;
        this.columns = Math.toIntExact(x.shape().extent(-1));
        this.rows = Math.toIntExact(x.size() / columns);
        this.row = new double[columns];
        this.sorted = new double[columns];
    }

    Operation forward(Backend backend) {
        return () -> {
            backend.download(x);
            for (int i = 0; i < rows; i++) {
                project(i);
                for (int j = 0; j < columns; j++) {
                    y.set((long) i * columns + j, Math.max(row[j] - threshold, 0));
                }
            }
            backend.upload(y);
        };
    }

    /** Replaces the gradient of y by that of x. */
    Operation backward(Backend backend, Tensor gradient) {
        return () -> {
            backend.download(x);
            backend.download(gradient);
            for (int i = 0; i < rows; i++) {
                project(i);
                backward(gradient, (long) i * columns);
            }
            backend.upload(gradient);
        };
    }

    private void project(int index) {
        for (int j = 0; j < columns; j++) {
            row[j] = x.get((long) index * columns + j);
            sorted[j] = -row[j];
        }
        Arrays.sort(sorted);
        double sum = 0;
        double sums = 0;
        support = 0;
        for (int j = 0; j < columns && isInSupport(j, sum - sorted[j]); j++) {
            sum -= sorted[j];
            sums += sum;
            support++;
        }
        threshold = (sums - 1) / support;
    }

    private boolean isInSupport(int index, double sum) {
        return -sorted[index] - (sum - 1) / (index + 1) > 0;
    }

    private void backward(Tensor gradient, long start) {
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            sum += row[j] >= threshold ? gradient.get(start + j) : 0;
        }
        for (int j = 0; j < columns; j++) {
            double own = row[j] >= threshold ? gradient.get(start + j) : 0;
            gradient.set(start + j, own - sum * Math.max(support - above(j), 0) / support);
        }
    }

    /** How many elements rank before this one; of equals the first ranks first. */
    private int above(int index) {
        int place = Arrays.binarySearch(sorted, -row[index]);
        while (place > 0 && sorted[place - 1] == sorted[place]) {
            place--;
        }
        for (int j = 0; j < index; j++) {
            place += row[j] == row[index] ? 1 : 0;
        }
        return place;
    }
}
