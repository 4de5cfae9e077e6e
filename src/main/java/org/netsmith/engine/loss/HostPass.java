package org.netsmith.engine.loss;

import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Tensor;

/** A loss on the host as one operation between others. */
final class HostPass implements Operation {

    private final Bound bound;
    private final HostRows.Differentiable loss;
    private final double[] y;
    private final double[] p;
    private final double[] losses;
    private final double[] weights;
    private final double[] gradient;

    HostPass(Bound bound, HostRows.Differentiable loss) {
        this.bound = bound;
        this.loss = loss;
        this.y = new double[Math.toIntExact(bound.target().size())];
        this.p = new double[Math.toIntExact(bound.prediction().size())];
        this.losses = new double[loss.rows()];
        this.weights = new double[loss.rows()];
        this.gradient = new double[bound.gradient() == null ? 0 : p.length];
    }

    @Override
    public void run() {
        read(bound.target(), y);
        read(bound.prediction(), p);
        loss.losses(y, p, losses);
        write(losses, bound.losses());
        if (bound.gradient() != null) {
            read(bound.weights(), weights);
            loss.gradient(y, p, weights, gradient);
            write(gradient, bound.gradient());
        }
    }

    private void read(Tensor tensor, double[] values) {
        backend().download(tensor);
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.get(i);
        }
    }

    private void write(double[] values, Tensor tensor) {
        tensor.set(values);
        backend().upload(tensor);
    }

    private Backend backend() {
        return bound.scope().backend();
    }
}
