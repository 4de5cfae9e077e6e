package org.netsmith.bench.peer;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import java.util.List;
import java.util.stream.IntStream;
import org.netsmith.bench.Workload;

/** PyTorch by DJL's trainer, over batches cut in advance. */
final class DjlPyTorch implements Peer {

    private final Engine engine;

    DjlPyTorch(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        engine = Engine.getEngine("PyTorch");
    }

    @Override
    public String version() {
        return "PyTorch " + engine.getVersion() + " through DJL " + Engine.getDjlVersion();
    }

    @Override
    public void train(Workload workload, Pace pace) {
        try (Model model = Model.newInstance("benchmark", Device.cpu(), "PyTorch")) {
            model.setBlock(block(workload));
            var configuration = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optOptimizer(Adam.builder().build())
                    .optDevices(new Device[] {Device.cpu()});
            try (Trainer trainer = model.newTrainer(configuration)) {
                trainer.initialize(new Shape(workload.batch(), workload.features()));
                List<NDList> batches = batches(workload, trainer.getManager());
                do {
                    batches.forEach(batch -> step(trainer, batch));
                } while (pace.epochEnded());
            }
        }
    }

    private static SequentialBlock block(Workload workload) {
        var block = new SequentialBlock();
        for (int i = 1; i < workload.sizes().size(); i++) {
            block.add(Linear.builder().setUnits(workload.sizes().get(i)).build());
            if (!workload.isLast(i)) {
                block.add(Activation.reluBlock());
            }
            if (workload.regular() && !workload.isLast(i)) {
                block.add(BatchNorm.builder().build());
                block.add(Dropout.builder().optRate(0.2f).build());
            }
        }
        return block;
    }

    private static List<NDList> batches(Workload workload, NDManager manager) {
        return IntStream.range(0, workload.batches())
                .mapToObj(batch -> batch(workload, manager, Rows.random(workload, batch)))
                .toList();
    }

    private static NDList batch(Workload workload, NDManager manager, Rows rows) {
        return new NDList(
                manager.create(rows.features(), new Shape(workload.batch(), workload.features())),
                manager.create(rows.classes(), new Shape(workload.batch())));
    }

    private static void step(Trainer trainer, NDList batch) {
        try (NDManager temporary = trainer.getManager().newSubManager();
                GradientCollector collector = trainer.newGradientCollector()) {
            batch.tempAttach(temporary);
            NDList scores = trainer.forward(new NDList(batch.get(0)));
            NDArray loss = trainer.getLoss().evaluate(new NDList(batch.get(1)), scores);
            collector.backward(loss);
        }
        trainer.step();
    }
}
