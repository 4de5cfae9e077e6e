package org.netsmith.bench.peer;

import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.weightinit.impl.XavierInitScheme;
import org.netsmith.bench.Workload;

/** ND4J's own graph of operations, fitted an epoch at a time. */
final class SameDiffTraining implements Peer {

    SameDiffTraining() {
        Nd4j.create(1);
    }

    @Override
    public String version() {
        return "SameDiff of " + Jar.of(SameDiff.class);
    }

    @Override
    public void train(Workload workload, Pace pace) {
        if (workload.regular()) {
            throw new AbsentException("SameDiff has no batch normalisation that learns the batch's moments");
        }
        SameDiff graph = graph(workload);
        var batches = DataSets.of(workload);
        do {
            DataSetIterator epoch = new ExistingDataSetIterator(batches.iterator());
            graph.fit(epoch, 1);
        } while (pace.epochEnded());
    }

    private static SameDiff graph(Workload workload) {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, workload.features());
        SDVariable y = graph.placeHolder("y", DataType.FLOAT, -1, workload.classes());
        for (int i = 1; i < workload.sizes().size(); i++) {
            x = dense(graph, x, i, workload.sizes().get(i - 1), workload.sizes().get(i));
            x = workload.isLast(i) ? x : graph.nn().relu(x, 0);
        }
        graph.loss().softmaxCrossEntropy("loss", y, x, null);
        graph.setLossVariables("loss");
        graph.setTrainingConfig(new TrainingConfig.Builder()
                .updater(new Adam(1e-3))
                .dataSetFeatureMapping("x")
                .dataSetLabelMapping("y")
                .build());
        return graph;
    }

    private static SDVariable dense(SameDiff graph, SDVariable x, int layer, int inputs, int units) {
        SDVariable kernel =
                graph.var("w" + layer, new XavierInitScheme('c', inputs, units), DataType.FLOAT, inputs, units);
        SDVariable bias = graph.var("b" + layer, Nd4j.zeros(DataType.FLOAT, units));
        return x.mmul(kernel).add(bias);
    }
}
