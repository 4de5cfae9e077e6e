package org.netsmith.engine.metric;

import java.util.ArrayList;
import java.util.List;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.loss.RowLosses;

/** The mean of a loss over rows. Batches of one size share their memory. */
final class MeanLoss implements Accumulator {

    /** What a batch of one size needs. */
    private record Buffers(RowLosses losses, double[] target, double[] prediction) {

        static Buffers of(Loss loss, Batch batch) {
            return new Buffers(
                    new RowLosses(
                            loss,
                            batch.prediction().type(),
                            batch.target().shape(),
                            batch.prediction().shape()),
                    new double[Math.toIntExact(batch.target().size())],
                    new double[Math.toIntExact(batch.prediction().size())]);
        }

        double[] losses(Batch batch) {
            for (int i = 0; i < target.length; i++) {
                target[i] = batch.target(i);
            }
            for (int i = 0; i < prediction.length; i++) {
                prediction[i] = batch.prediction(i);
            }
            return losses.of(target, prediction);
        }
    }

    private final Loss loss;
    private final double factor;
    private final List<Buffers> buffers = new ArrayList<>();
    private final WeightedMean mean = new WeightedMean((_, _) -> 0);

    /** @param factor −1 for what is a similarity as a metric and a distance as a loss */
    MeanLoss(Loss loss, double factor) {
        this.loss = loss;
        this.factor = factor;
    }

    /** As in Keras, rows that the loss does not count are left out only where there are sample weights or a mask. */
    @Override
    public void update(Batch batch) {
        Buffers own = buffersFor(batch);
        double[] losses = own.losses(batch);
        boolean weighted = batch.sampleWeights() != null || batch.mask() != null;
        for (int row = 0; row < losses.length; row++) {
            boolean counts = !weighted || own.losses().counts(row);
            mean.add(factor * losses[row], counts ? batch.maskedWeight(row, losses.length) : 0);
        }
    }

    private Buffers buffersFor(Batch batch) {
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).prediction().length == batch.prediction().size()) {
                return buffers.get(i);
            }
        }
        buffers.add(Buffers.of(loss, batch));
        return buffers.getLast();
    }

    @Override
    public double result() {
        return mean.result();
    }

    @Override
    public void reset() {
        mean.reset();
    }
}
