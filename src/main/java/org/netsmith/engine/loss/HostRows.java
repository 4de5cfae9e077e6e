package org.netsmith.engine.loss;

/** The losses of the rows of a batch, computed in double on the host. Made for batches of one shape. */
interface HostRows {

    /** How many losses there are. */
    int rows();

    /** Writes the loss of each row. */
    void losses(double[] y, double[] p, double[] losses);

    /** Losses with a gradient. */
    interface Differentiable extends HostRows {

        /** Writes the gradient of {@code Σ weight·loss} by the prediction; called after {@link #losses}. */
        void gradient(double[] y, double[] p, double[] weights, double[] gradient);
    }
}
