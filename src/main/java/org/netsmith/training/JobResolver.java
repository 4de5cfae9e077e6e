package org.netsmith.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.Datasets;
import org.netsmith.dataset.Encoders;
import org.netsmith.dataset.FeatureSpec;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.metric.Metric;
import org.netsmith.format.keras.KerasWriter;
import org.netsmith.network.NetworkDefinitions;
import org.netsmith.network.Networks;
import org.netsmith.training.JobRequest.Compile;
import org.netsmith.training.JobRequest.FitArguments;
import org.netsmith.training.JobRequest.Register;
import org.netsmith.training.JobRequest.Validation;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a job of a request: looks up what it names, fills in every default and finds everything that can be known to be
 * wrong.
 */
@Component
class JobResolver {

    private final Datasets datasets;
    private final Networks networks;
    private final NetworkLimits limits;
    private final JsonMapper json;
    private final KerasWriter keras = new KerasWriter();

    JobResolver(
            Datasets datasets,
            Networks networks,
            NetworkDefinitions definitions,
            TrainingSettings settings,
            JsonMapper json) {
        this.datasets = datasets;
        this.networks = networks;
        this.limits = new NetworkLimits(definitions, settings.maxMemoryBytes());
        this.json = json;
    }

    /** Resolves a request, or throws a {@link org.netsmith.web.ProblemException} with every finding. */
    Submission resolve(String id, JobRequest request) {
        Violations violations = new Violations();
        new RequestChecks(violations).check(request);
        KerasParts parts = KerasParts.read(request, networks, violations);
        Optional<DataChoice> data = DataChoice.choose(request, parts, datasets, violations);
        data.filter(_ -> request.fit() != null && request.fit().classWeight() != null)
                .ifPresent(choice -> LearningChoice.classWeights(request.fit().classWeight(), choice, violations));
        Optional<LearningChoice> learning = data.filter(_ -> parts.sound())
                .flatMap(choice -> LearningChoice.choose(request, parts, choice, limits, violations));
        violations.throwIfAny();
        long seed = request.seed() == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : request.seed();
        JobRequest spec = spec(request, data.orElseThrow(), learning.orElseThrow(), seed);
        return new Submission(id, spec, plan(spec, parts, data.get(), learning.get()), violations.warnings());
    }

    private JobRequest spec(JobRequest request, DataChoice data, LearningChoice learning, long seed) {
        FitDefaults fit = learning.fit();
        FitArguments arguments = fit.filled(
                request.fit(), fit.callbacks().stream().map(keras::callback).toList(), data);
        return new JobRequest(
                request.name(),
                keras.model(learning.network()),
                null,
                data.version().reference(),
                request.target(),
                features(data.encoders()),
                validation(request.validation(), data),
                compile(learning),
                arguments,
                seed,
                register(request.register(), data),
                request.priority() == null ? 0 : request.priority(),
                request.maxRuntimeSeconds(),
                request.labels() == null ? Map.of() : request.labels());
    }

    private Compile compile(LearningChoice learning) {
        List<Fit.Head> heads = learning.heads();
        boolean weighted = heads.stream().anyMatch(head -> head.weight() != 1);
        return new Compile(
                keras.optimizer(learning.optimizer()),
                perOutput(heads, head -> keras.loss(head.loss())),
                weighted ? perOutput(heads, head -> JsonNodeFactory.instance.numberNode(head.weight())) : null,
                perOutput(heads, head -> metrics(head.metrics())),
                perOutput(heads, head -> metrics(head.weightedMetrics())));
    }

    /** What is said of the only output, or of each by its name. */
    private static JsonNode perOutput(List<Fit.Head> heads, Function<Fit.Head, JsonNode> said) {
        if (heads.size() == 1) {
            return said.apply(heads.getFirst());
        }
        ObjectNode byName = JsonNodeFactory.instance.objectNode();
        heads.forEach(head -> byName.set(head.output(), said.apply(head)));
        return byName;
    }

    private JsonNode metrics(List<Metric> metrics) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        metrics.forEach(metric -> list.add(keras.metric(metric)));
        return list;
    }

    private Features features(Encoders encoders) {
        Map<String, List<FeatureSpec>> byInput = new LinkedHashMap<>();
        encoders.feeds()
                .forEach(feed -> byInput.put(
                        feed.input() == null ? Features.ONLY : feed.input(),
                        feed.columns().stream().map(FeatureSpec::of).toList()));
        return new Features(byInput);
    }

    private static @Nullable Validation validation(@Nullable Validation validation, DataChoice data) {
        return switch (data.holdout()) {
            case Holdout.None _, Holdout.Last _ -> null;
            case Holdout.Drawn drawn ->
                new Validation(drawn.fraction(), drawn.stratify(), null, null, null, null, null, null);
            case Holdout.Latest latest ->
                new Validation(latest.fraction(), null, null, null, null, null, latest.time(), null);
            case Holdout.Groups groups ->
                new Validation(groups.fraction(), null, null, null, null, null, null, groups.group());
            case Holdout.Where where ->
                new Validation(null, null, null, where.column(), validation.value(), null, null, null);
            case Holdout.OtherDataset _ ->
                new Validation(null, null, data.validationVersion().reference(), null, null, null, null, null);
            case Holdout.Folds folds ->
                new Validation(null, stratified(folds), null, null, null, folds.count(), folds.time(), folds.group());
        };
    }

    private static @Nullable Boolean stratified(Holdout.Folds folds) {
        return folds.column() == null ? folds.stratify() : null;
    }

    private static Register register(@Nullable Register register, DataChoice data) {
        String model =
                register == null || register.model() == null ? data.version().name() : register.model();
        return new Register(model, register == null || register.aliases() == null ? List.of() : register.aliases());
    }

    private TrainingPlan.Objective objective(LearningChoice learning) {
        return new TrainingPlan.Objective(
                keras.optimizer(learning.optimizer()),
                learning.heads().stream()
                        .map(head -> new TrainingPlan.Head(
                                head.output(),
                                keras.loss(head.loss()),
                                head.weight(),
                                head.metrics().stream().map(keras::metric).toList(),
                                head.weightedMetrics().stream()
                                        .map(keras::metric)
                                        .toList()))
                        .toList());
    }

    private TrainingPlan plan(JobRequest spec, KerasParts parts, DataChoice data, LearningChoice learning) {
        FitArguments fit = spec.fit();
        return new TrainingPlan(
                data.version().reference(),
                data.version().sha256(),
                data.source(),
                data.validationSource(),
                data.holdout(),
                data.encoders(),
                spec.network(),
                parts.networkReference().orElse(null),
                objective(learning),
                learning.fit().loop(),
                fit.callbacks(),
                spec.seed(),
                fit.classWeight() == null ? Map.of() : new TreeMap<>(fit.classWeight()),
                fit.sampleWeight(),
                data.holdout().folds() > 0 ? new TrainingPlan.Monitor("loss", false) : learning.monitor());
    }
}
