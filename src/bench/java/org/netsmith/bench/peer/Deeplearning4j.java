package org.netsmith.bench.peer;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.netsmith.bench.Workload;

/** A {@link MultiLayerNetwork} that fits one batch after the other, in its workspaces. */
final class Deeplearning4j implements Peer {

    private static final double KEPT = 0.8;

    Deeplearning4j() {
        Nd4j.create(1);
    }

    @Override
    public String version() {
        return Jar.of(MultiLayerNetwork.class);
    }

    @Override
    public void train(Workload workload, Pace pace) {
        MultiLayerNetwork network = network(workload);
        List<DataSet> batches = DataSets.of(workload);
        do {
            batches.forEach(network::fit);
        } while (pace.epochEnded());
        network.close();
    }

    private static MultiLayerNetwork network(Workload workload) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(1)
                .weightInit(WeightInit.XAVIER)
                .updater(new Adam(1e-3))
                .list();
        for (int units : workload.sizes().subList(1, workload.sizes().size() - 1)) {
            layers.layer(new DenseLayer.Builder()
                    .nOut(units)
                    .activation(Activation.RELU)
                    .build());
            if (workload.regular()) {
                layers.layer(new BatchNormalization.Builder().build());
                layers.layer(new DropoutLayer.Builder(KEPT).build());
            }
        }
        layers.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(workload.classes())
                .activation(Activation.SOFTMAX)
                .build());
        MultiLayerNetwork network = new MultiLayerNetwork(
                layers.setInputType(InputType.feedForward(workload.features())).build());
        network.init();
        return network;
    }
}
