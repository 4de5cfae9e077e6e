package org.netsmith.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.dataset.DatasetVersion;
import org.netsmith.dataset.Datasets;
import org.netsmith.dataset.Encoders;
import org.netsmith.dataset.Instances;
import org.netsmith.dataset.Table;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit;
import org.netsmith.network.NetworkDefinitions;
import org.netsmith.network.Networks;
import org.netsmith.registry.ModelFile;
import org.netsmith.worker.TaskContext;
import org.netsmith.worker.TaskException;
import tools.jackson.databind.JsonNode;

/** Trains for real, on the calling thread, on 90 rows of three well separated labels. */
class TrainTaskTests {

    private static final DatasetVersion FLOWERS = new DatasetVersion(
            "flowers",
            1,
            "csv",
            1000,
            "ab".repeat(32),
            90,
            List.of(
                    TestDatasets.number("length"),
                    TestDatasets.number("width"),
                    TestDatasets.category("part", 0, "test", "train"),
                    TestDatasets.number("weight"),
                    TestDatasets.category("species", 0, "a", "b", "c")),
            Map.of("table", "cd".repeat(32)),
            Instant.EPOCH);

    private Path directory;
    private Path table;
    private final Datasets datasets = mock(Datasets.class);

    @BeforeEach
    void writeTable(@TempDir Path directory) throws Exception {
        this.directory = directory;
        table = directory.resolve("table.parquet");
        when(datasets.find("flowers")).thenReturn(Optional.of(FLOWERS));
        try (var database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement()) {
            statement.execute("""
                COPY (SELECT (i %% 3) * 2.0 + sin(i) * 0.3 AS length, (i %% 3) * -1.0 + cos(i) * 0.3 AS width,
                             CASE WHEN i %% 5 = 0 THEN 'test' ELSE 'train' END AS part, 1.0 + i %% 2 AS weight,
                             chr(97 + CAST(i %% 3 AS INTEGER)) AS species
                      FROM range(90) t(i)) TO '%s' (FORMAT parquet)\
                """.formatted(table));
        }
    }

    @Test
    void learnsAndLeavesAModelFile() throws Exception {
        Context context = new Context("learns", 1);

        TrainTask.Answer answer =
                task("'validation': {'split': 0.2}, 'fit': {'epochs': 40}, 'compile': {'optimizer': {'class_name':"
                                + " 'Adam', 'config': {'learning_rate': 0.01}}}")
                        .run(context);

        assertThat(answer.metrics().get("val_accuracy")).isGreaterThan(0.95);
        assertThat(answer.metrics()).containsKeys("loss", "accuracy", "val_loss");
        assertThat(answer.epochsRun()).isEqualTo(40);
        assertThat(context.said)
                .filteredOn(message -> message.type().equals("epoch"))
                .hasSize(40);
        assertThat(context.said.getFirst().type()).isEqualTo("encoders");
        ModelFile file = ModelFile.read(context.directory().resolve("model.safetensors"), Memory.of(Arena.ofAuto()));
        assertThat(context.said.getFirst().data()).isEqualTo(file.encoders());
        assertThat(file.encoders().labels()).containsExactly("a", "b", "c");
        assertThat(file.lineage()).containsEntry("dataset", "flowers@1").containsEntry("seed", "7");
    }

    @Test
    void theSameRequestAndSeedGiveTheSameBytesWithAnyNumberOfThreads() throws Exception {
        String request = "'validation': {'split': 0.2}, 'fit': {'epochs': 3}";

        byte[] one = file(request, new Context("one", 1));
        byte[] two = file(request, new Context("two", 2));

        assertThat(two).isEqualTo(one);
    }

    @Test
    void anotherSeedGivesAnotherModel() throws Exception {
        byte[] seven = file("'fit': {'epochs': 1}", new Context("seven", 1));
        byte[] eight = file("'fit': {'epochs': 1}, 'seed': 8", new Context("eight", 1));

        assertThat(eight).isNotEqualTo(seven);
    }

    @Test
    void classWeightsAndSampleWeightsChangeWhatIsLearned() throws Exception {
        byte[] plain = file("'features': ['length', 'width'], 'fit': {'epochs': 1}", new Context("plain", 1));
        byte[] classes = file(
                "'features': ['length', 'width'], 'fit': {'epochs': 1, 'class_weight': {'a': 5.0}}",
                new Context("classes", 1));
        byte[] rows = file(
                "'features': ['length', 'width'], 'fit': {'epochs': 1, 'sample_weight': 'weight'}",
                new Context("rows", 1));

        assertThat(classes).isNotEqualTo(plain);
        assertThat(rows).isNotEqualTo(plain).isNotEqualTo(classes);
    }

    @Test
    void oneHotTargetsLearnAsWell() throws Exception {
        TrainTask.Answer answer =
                task("'compile': {'loss': 'categorical_crossentropy'}, 'fit': {'epochs': 40, 'batch_size': 8}")
                        .run(new Context("hot", 1));

        assertThat(answer.metrics().get("accuracy")).isGreaterThan(0.95);
    }

    @Test
    void rowsAreHeldOutByAColumn() throws Exception {
        Context context = new Context("column", 1);

        task("'validation': {'column': 'part', 'value': 'test'}, 'fit': {'epochs': 1, 'batch_size': 1}")
                .run(context);

        assertThat(context.said.get(1).data()).isEqualTo(new TrainingReport.Progress(0, 1, 0, 72, null, null));
    }

    @Test
    void aLossThatIsNoNumberFailsAsDiverged() {
        TrainTask task = task(
                "length",
                "'compile': {'optimizer': {'class_name': 'SGD', 'config': {'learning_rate': 100000.0}}}, 'network':"
                        + " {'layers': [{'dense': 8}, {'dense': 1}]}, 'fit': {'epochs': 50}");

        assertThatThrownBy(() -> task.run(new Context("diverged", 1)))
                .isInstanceOfSatisfying(
                        TaskException.class,
                        failure -> assertThat(failure.slug()).isEqualTo("diverged"));
    }

    @Test
    void whatIsLeftToLearnFromABadEpochIsTheBestOne() throws Exception {
        Context context = new Context("restored", 1);

        TrainTask.Answer answer = task("length", EXPLODING.formatted("""
            , {'class_name': 'EarlyStopping', 'config': {'monitor': 'loss', 'patience': 9, 'restore_best_weights': true}}\
            """)).run(context);

        assertThat(answer.bestEpoch()).isZero();
        assertThat(answer.metrics().get("loss")).isFinite();
        assertThat(context.epochs().getLast().path("loss").isNull()).isTrue();
        assertThat(context.directory().resolve("model.safetensors")).exists();
    }

    @Test
    void aTrainingThatEndsWithoutNumbersHasDiverged() {
        Context context = new Context("exploded", 1);

        assertThatThrownBy(() -> task("length", EXPLODING.formatted("")).run(context))
                .isInstanceOfSatisfying(
                        TaskException.class,
                        failure -> assertThat(failure.slug()).isEqualTo("diverged"));
        assertThat(context.epochs()).isNotEmpty();
        assertThat(context.directory().resolve("model.safetensors")).doesNotExist();
    }

    /** The first epoch learns, the next ones explode. */
    private static final String EXPLODING = """
        'features': ['width'], 'network': {'layers': [{'dense': 8}, {'dense': 1}]}, 'compile': {'optimizer': 'sgd'},
        'fit': {'epochs': 9, 'callbacks': [{'class_name': 'TerminateOnNaN'}, {'class_name': 'LearningRateScheduler',
                'config': {'schedule': '0.001 * 10^(12 * epoch)'}}%s]}\
        """;

    @Test
    void everyCallbackDoesItsPart() throws Exception {
        Context context = new Context("callbacks", 1);

        TrainTask.Answer answer = task("""
            'validation': {'split': 0.2}, 'compile': {'optimizer': {'class_name': 'Adam', 'config': {'use_ema': true}}},
            'fit': {'epochs': 30, 'callbacks': [
                {'class_name': 'LearningRateScheduler', 'config': {'schedule': '0.01 * 0.9^epoch'}},
                {'class_name': 'ReduceLROnPlateau', 'config': {'patience': 0, 'min_delta': 100.0, 'factor': 0.5}},
                {'class_name': 'ModelCheckpoint', 'config': {'filepath': 'x.keras'}},
                {'class_name': 'SwapEMAWeights', 'config': {'swap_on_epoch': true}},
                {'class_name': 'TerminateOnNaN'},
                {'class_name': 'EarlyStopping', 'config': {'start_from_epoch': 3, 'patience': 1, 'min_delta': 100.0, 'restore_best_weights': true}}]}\
            """).run(context);

        assertThat(answer.epochsRun()).isEqualTo(5);
        assertThat(answer.bestEpoch()).isEqualTo(3);
        assertThat(context.epochs())
                .extracting(logs -> logs.path("learning_rate").asDouble())
                .satisfies(rates -> assertThat(rates.get(1)).isCloseTo(0.009, within(1e-8)));
        assertThat(context.checkpoints()).extracting(KeptWeights::epoch).containsExactly(0, 1, 2, 3, 4);
        assertThat(context.checkpoints().getFirst().kinds())
                .containsExactly(Checkpoint.Kind.BEST, Checkpoint.Kind.LAST);
    }

    @Test
    void aCheckpointIsAModelFileOfItsEpoch() throws Exception {
        Context context = new Context("checkpoints", 1);

        task("""
            'fit': {'epochs': 3, 'callbacks': [
                {'class_name': 'ModelCheckpoint', 'config': {'monitor': 'loss', 'save_best_only': true}}]}\
            """).run(context);

        KeptWeights last = context.checkpoints().getLast();
        assertThat(last.kinds()).containsExactly(Checkpoint.Kind.BEST);
        assertThat(last.metrics().path("loss").asDouble())
                .isEqualTo(context.epochs().get(last.epoch()).path("loss").asDouble());
        assertThat(last.epoch()).isEqualTo(2);
        assertThat(last.file(context.directory()))
                .hasSameBinaryContentAs(context.directory().resolve("model.safetensors"));
    }

    @Test
    void oneThatKeepsEveryEpochNeedsNoValidation() throws Exception {
        Context context = new Context("last", 1);

        task("'fit': {'epochs': 2, 'callbacks': [{'class_name': 'ModelCheckpoint', 'config': {}}]}")
                .run(context);

        assertThat(context.checkpoints())
                .extracting(KeptWeights::kinds)
                .containsExactly(List.of(Checkpoint.Kind.LAST), List.of(Checkpoint.Kind.LAST));
    }

    @Test
    void theLoopIsThatOfTheRequest() throws Exception {
        Context context = new Context("loop", 1);

        TrainTask.Answer answer = task("""
            'validation': {'split': 0.2}, 'fit': {'initial_epoch': 2, 'epochs': 6, 'batch_size': 8, 'steps_per_epoch': 2,
             'validation_freq': [4, 6], 'validation_steps': 1, 'validation_batch_size': 4}\
            """).run(context);

        assertThat(context.said.get(1).data()).isEqualTo(new TrainingReport.Progress(2, 6, 0, 2, null, null));
        assertThat(answer.epochsRun()).isEqualTo(4);
        assertThat(context.epochs()).extracting(logs -> logs.has("val_loss")).containsExactly(false, true, false, true);
    }

    @Test
    void aMetricOfEveryClassIsAList() throws Exception {
        Context context = new Context("classes", 1);

        TrainTask.Answer answer = task("""
            'validation': {'split': 0.2}, 'fit': {'epochs': 2}, 'compile': {'loss': 'categorical_crossentropy', 'metrics': [
                'accuracy', 'f1_score', {'class_name': 'Precision', 'config': {'thresholds': [0.2, 0.5]}}]}\
            """).run(context);

        JsonNode logs = context.epochs().getLast();
        assertThat(logs.path("accuracy").isNumber()).isTrue();
        assertThat(logs.path("f1_score")).hasSize(3);
        assertThat(logs.path("val_f1_score")).hasSize(3);
        assertThat(logs.path("precision")).hasSize(2);
        assertThat(answer.metrics()).containsKey("f1_score");
    }

    @Test
    void aResidualNetworkIsTrained() throws Exception {
        Context context = new Context("residual", 1);

        TrainTask.Answer answer = task("""
            'features': ['length', 'width'], 'fit': {'epochs': 40, 'batch_size': 8},
            'network': {'class_name': 'Functional', 'config': {'name': 'residual', 'layers': [
                {'class_name': 'InputLayer', 'name': 'x', 'config': {'name': 'x', 'batch_input_shape': [null, 2]}, 'inbound_nodes': []},
                {'class_name': 'Dense', 'name': 'd', 'config': {'units': 2, 'activation': 'tanh'}, 'inbound_nodes': [[['x', 0, 0, {}]]]},
                {'class_name': 'Add', 'name': 'sum', 'config': {}, 'inbound_nodes': [[['x', 0, 0, {}], ['d', 0, 0, {}]]]},
                {'class_name': 'Dense', 'name': 'y', 'config': {'units': 3, 'activation': 'softmax'}, 'inbound_nodes': [[['sum', 0, 0, {}]]]}],
             'input_layers': [['x', 0, 0]], 'output_layers': [['y', 0, 0]]}}\
            """).run(context);

        assertThat(answer.metrics().get("accuracy")).isGreaterThan(0.6);
        ModelFile file = ModelFile.read(context.directory().resolve("model.safetensors"), Memory.of(Arena.ofAuto()));
        assertThat(file.network().isSequential()).isFalse();
    }

    @Test
    void weightedMetricsCountRowsByTheirWeight() throws Exception {
        Context context = new Context("weighted", 1);

        task("""
            'features': ['length', 'width'], 'fit': {'epochs': 1, 'sample_weight': 'weight'},
            'compile': {'metrics': ['accuracy'], 'weighted_metrics': ['accuracy']}\
            """).run(context);

        JsonNode logs = context.epochs().getFirst();
        assertThat(logs.propertyNames()).containsExactly("loss", "accuracy", "weighted_accuracy");
    }

    @Test
    void theWeightOfTheLossMultipliesIt() throws Exception {
        Context one = new Context("one-loss", 1);
        Context half = new Context("half-loss", 1);
        String request = "'fit': {'epochs': 1, 'batch_size': 90}, 'compile': {'loss_weights': %s}";

        task(request.formatted(1)).run(one);
        task(request.formatted(0.5)).run(half);

        assertThat(half.epochs().getFirst().path("loss").asDouble())
                .isCloseTo(one.epochs().getFirst().path("loss").asDouble() / 2, within(1e-6));
    }

    private byte[] file(String request, Context context) throws Exception {
        task(request).run(context);
        return Files.readAllBytes(context.directory().resolve("model.safetensors"));
    }

    @Test
    void eachFoldIsMeasuredByANetworkThatHasNotSeenItAndTheModelLearnsFromAllRows() throws Exception {
        Context context = new Context("folds", 1);

        TrainTask.Answer answer = task("'validation': {'folds': 3}, 'fit': {'epochs': 60, 'batch_size': 8}")
                .run(context);

        List<CrossValidation.Fold> folds = context.folds();
        CrossValidation crossed = CrossValidation.of(folds);
        assertThat(folds).extracting(CrossValidation.Fold::fold).containsExactly(1, 2, 3);
        assertThat(folds)
                .allSatisfy(fold -> assertThat(fold.metrics().get("accuracy")).isGreaterThan(0.9));
        assertThat(answer.metrics().get("val_accuracy"))
                .isEqualTo(crossed.mean().get("accuracy"));
        assertThat(context.said)
                .filteredOn(message -> message.type().equals("progress"))
                .extracting(Said::data)
                .contains(
                        new TrainingReport.Progress(0, 60, 0, 8, null, 1),
                        new TrainingReport.Progress(0, 60, 0, 12, null, null));
        assertThat(context.epochs()).hasSize(4 * 60);
        assertThat(context.epochs().getFirst().has("val_loss")).isTrue();
        assertThat(context.epochs().getLast().has("val_loss")).isFalse();
    }

    @Test
    void theModelIsTrainedAsLongAsTheFoldsNeeded() throws Exception {
        Context context = new Context("stopping", 1);

        TrainTask.Answer answer = task("""
            'validation': {'folds': 3}, 'fit': {'epochs': 60, 'batch_size': 8, 'callbacks': [{'class_name':
             'EarlyStopping', 'config': {'patience': 1, 'min_delta': 0.02, 'restore_best_weights': true}},
             {'class_name': 'ModelCheckpoint', 'config': {'filepath': 'x', 'save_best_only': true}}]}\
            """).run(context);

        assertThat(answer.epochsRun())
                .isEqualTo(CrossValidation.of(context.folds()).epochsOfModel())
                .isLessThan(60);
        assertThat(context.checkpoints()).isEmpty();
    }

    @Test
    void foldsGiveTheSameModelAsTheSameTrainingWithoutThem() throws Exception {
        byte[] crossed =
                file("'validation': {'folds': 3, 'stratify': false}, 'fit': {'epochs': 2}", new Context("crossed", 2));
        byte[] plain = file("'fit': {'epochs': 2}", new Context("uncrossed", 1));

        assertThat(crossed).isEqualTo(plain);
    }

    @Test
    void rowsAreHeldOutByTimeAndByGroup() throws Exception {
        Context time = new Context("time", 1);
        Context group = new Context("group", 1);

        task("'validation': {'split': 0.5, 'time': 'weight'}, 'fit': {'epochs': 1, 'batch_size': 1}")
                .run(time);
        task("'validation': {'split': 0.2, 'group': 'part'}, 'fit': {'epochs': 1, 'batch_size': 1}")
                .run(group);

        assertThat(((TrainingReport.Progress) time.said.get(1).data()).steps()).isEqualTo(45);
        assertThat(((TrainingReport.Progress) group.said.get(1).data()).steps()).isEqualTo(72);
    }

    private static final String TWO_TARGETS = """
        {'dataset': 'flowers', 'target': ['species', 'length'], 'seed': 7,
         'features': ['width', {'name': 'part', 'encoding': 'embedding'}], 'validation': {'split': 0.2},
         'compile': {'loss_weights': {'length': 0.5}}, 'fit': {'epochs': %d, 'batch_size': %d}}\
        """;

    @Test
    void severalTargetsOfMixedKindsAreLearnedTogether() throws Exception {
        Context context = new Context("several", 1);

        TrainTask.Answer answer = posted(TWO_TARGETS.formatted(60, 8)).run(context);

        assertThat(context.epochs().getLast().propertyNames())
                .startsWith(
                        "loss",
                        "species_loss",
                        "length_loss",
                        "species_accuracy",
                        "length_mae",
                        "length_r2_score",
                        "val_loss",
                        "val_species_loss");
        assertThat(answer.metrics().get("val_species_accuracy")).isGreaterThan(0.95);
        assertThat(answer.metrics().get("val_length_r2_score")).isGreaterThan(0.9);
        ModelFile file = ModelFile.read(context.directory().resolve("model.safetensors"), Memory.of(Arena.ofAuto()));
        assertThat(file.encoders().targets()).extracting(Encoders.Target::name).containsExactly("species", "length");
        assertThat(file.encoders().feeds()).extracting(Encoders.Feed::input).containsExactly("numbers", "part");
    }

    @Test
    void theWholeLossIsTheWeighedSumOfThoseOfTheOutputs() throws Exception {
        Context context = new Context("sum", 1);

        posted(TWO_TARGETS.formatted(1, 90)).run(context);

        JsonNode logs = context.epochs().getFirst();
        assertThat(logs.path("loss").asDouble())
                .isCloseTo(
                        logs.path("species_loss").asDouble()
                                + 0.5 * logs.path("length_loss").asDouble(),
                        within(1e-6));
    }

    @Test
    void metricsOfANumberAmongSeveralTargetsAreInItsOwnUnits() throws Exception {
        Context context = new Context("units", 1);

        TrainTask.Answer answer = posted(TWO_TARGETS.formatted(5, 8).replace("'validation': {'split': 0.2},", ""))
                .run(context);

        ModelFile file = ModelFile.read(context.directory().resolve("model.safetensors"), Memory.of(Arena.ofAuto()));
        double error = 0;
        for (int i = 0; i < 90; i++) {
            double width = (i % 3) * -1.0 + Math.cos(i) * 0.3;
            double length = (i % 3) * 2.0 + Math.sin(i) * 0.3;
            String row = "[[%s, \"%s\"]]".formatted(width, i % 5 == 0 ? "test" : "train");
            error += Math.abs(answered(file, row, 1) - length) / 90;
        }
        assertThat(answer.metrics().get("length_mae")).isCloseTo(error, within(1e-4));
    }

    /** What a file's model answers to one row, in the target's own units. */
    private static double answered(ModelFile file, String row, int output) {
        Memory memory = Memory.of(Arena.ofAuto());
        Encoders encoders = file.encoders();
        Table table = Instances.read(TestTraining.JSON.readTree(row), encoders).table();
        List<Tensor> inputs = encoders.feeds().stream()
                .map(feed -> {
                    Tensor x = memory.allocate(DType.FLOAT32, feed.shape().prepend(1));
                    feed.encode(table, table.all(), x);
                    return x;
                })
                .toList();
        Fit.TargetScale scale = encoders.targets().get(output).scale();
        Tensor y = file.restore(new CpuBackend(memory, 1)).predict(inputs).get(output);
        return y.get(0) * scale.scale() + scale.offset();
    }

    @Test
    void severalTargetsGiveTheSameBytesWithAnyNumberOfThreads() throws Exception {
        Context one = new Context("one-of-several", 1);
        Context two = new Context("two-of-several", 2);

        posted(TWO_TARGETS.formatted(3, 8)).run(one);
        posted(TWO_TARGETS.formatted(3, 8)).run(two);

        assertThat(two.directory().resolve("model.safetensors"))
                .hasSameBinaryContentAs(one.directory().resolve("model.safetensors"));
    }

    @Test
    void severalTargetsAreCrossValidated() throws Exception {
        Context context = new Context("crossed", 1);

        TrainTask.Answer answer = posted(TWO_TARGETS.formatted(2, 8).replace("{'split': 0.2}", "{'folds': 3}"))
                .run(context);

        assertThat(answer.metrics()).containsKeys("val_species_accuracy", "val_length_mae", "length_loss");
    }

    private TrainTask task(String more) {
        return task("species", more);
    }

    private TrainTask task(String target, String more) {
        String seed = more.contains("'seed'") ? "" : "'seed': 7, ";
        return posted("{'dataset': 'flowers', 'target': '%s', %s%s}".formatted(target, seed, more));
    }

    private TrainTask posted(String request) {
        JobResolver resolver = new JobResolver(
                datasets,
                mock(Networks.class),
                mock(NetworkDefinitions.class),
                TestTraining.SETTINGS,
                TestTraining.JSON);
        Submission job =
                resolver.resolve("job", TestTraining.JSON.readValue(request.replace('\'', '"'), JobRequest.class));
        return new TrainTask(job.plan(), Map.of("table", table), null);
    }

    private record Said(String type, Object data) {}

    /** What a worker process would offer. */
    private final class Context implements TaskContext {

        private final List<Said> said = new ArrayList<>();
        private final Path own;
        private final int threads;

        Context(String name, int threads) {
            this.own = directory.resolve(name);
            this.threads = threads;
            assertThat(own.toFile().mkdirs()).isTrue();
        }

        List<JsonNode> epochs() {
            return said.stream()
                    .filter(message -> message.type().equals("epoch"))
                    .map(message -> ((TrainingReport.Epoch) message.data()).metrics())
                    .toList();
        }

        List<CrossValidation.Fold> folds() {
            return said.stream()
                    .filter(message -> message.type().equals("fold"))
                    .map(message -> (CrossValidation.Fold) message.data())
                    .toList();
        }

        List<KeptWeights> checkpoints() {
            return said.stream()
                    .filter(message -> message.type().equals("checkpoint"))
                    .map(message -> TestTraining.JSON.<JsonNode>valueToTree(message.data()))
                    .map(KeptWeights::of)
                    .toList();
        }

        @Override
        public Path directory() {
            return own;
        }

        @Override
        public Path cache() {
            return own.resolve("cache");
        }

        @Override
        public void report(String type, Object data) {
            said.add(new Said(type, data));
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public int threads() {
            return threads;
        }

        @Override
        public String backend() {
            return "cpu";
        }
    }
}
