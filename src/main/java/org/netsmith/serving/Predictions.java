package org.netsmith.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.Instances;
import org.netsmith.dataset.Table;
import org.netsmith.registry.ModelFileException;
import org.netsmith.registry.ModelVersion;
import org.netsmith.registry.Models;
import org.netsmith.web.Finding;
import org.netsmith.web.MalformedJson;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What models answer. A row alone gets the same bits as among others. */
@Service
public class Predictions {

    private final Models models;
    private final LoadedModels loaded;
    private final ServingSettings settings;
    private final JsonMapper json;

    Predictions(Models models, ServingSettings settings, JsonMapper json) {
        this.json = json;
        this.models = models;
        this.settings = settings;
        this.loaded = new LoadedModels(settings.memory().toBytes());
    }

    /**
     * The answer to some rows.
     *
     * @param predictions one for each row, in their order
     * @param notes values that were missing or never seen in training, and how they were taken
     */
    public record Answer(
            String model,
            int version,
            List<Prediction> predictions,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Finding> notes) {}

    /**
     * Answers the rows of a {@link PredictionRequest}.
     *
     * @param request its JSON; {@code malformed-request} where it is none
     */
    Answer predict(ModelVersion model, byte[] request) {
        return loaded.with(model.sha256(), () -> load(model), memory -> answer(model, memory, request));
    }

    private Answer answer(ModelVersion model, LoadedModel memory, byte[] request) {
        Optional<Table> plain = memory.readPlain(request, settings.maxInstances());
        if (plain.isPresent()) {
            return new Answer(model.name(), model.version(), memory.predict(plain.get()), List.of());
        }
        JsonNode instances = instances(request);
        checkCount(instances);
        return answer(model, memory, instances);
    }

    private @Nullable JsonNode instances(byte[] request) {
        try {
            PredictionRequest read = json.readValue(request, PredictionRequest.class);
            return read == null ? null : read.instances();
        } catch (JacksonException malformed) {
            throw MalformedJson.of(malformed);
        }
    }

    /**
     * Answers rows.
     *
     * @param instances a JSON array of rows; {@code invalid-instances} with every finding where they do not fit the
     *     model
     */
    public Answer predict(ModelVersion model, @Nullable JsonNode instances) {
        checkCount(instances);
        return loaded.with(model.sha256(), () -> load(model), memory -> answer(model, memory, instances));
    }

    private LoadedModel load(ModelVersion model) {
        try {
            return LoadedModel.load(models.file(model));
        } catch (ModelFileException damaged) {
            throw new ProblemException(
                    ProblemType.ARTIFACT_CORRUPT,
                    "Model %s cannot be read: %s.".formatted(model.reference(), damaged.getMessage()));
        }
    }

    private static Answer answer(ModelVersion model, LoadedModel memory, JsonNode instances) {
        Instances rows = memory.read(instances);
        if (!rows.errors().isEmpty()) {
            throw invalid("The rows do not fit model %s.".formatted(model.reference()), findings(rows.errors()));
        }
        return new Answer(model.name(), model.version(), memory.predict(rows.table()), findings(rows.notes()));
    }

    private void checkCount(@Nullable JsonNode instances) {
        if (instances == null || !instances.isArray() || instances.isEmpty()) {
            throw invalid(
                    "There are no rows to predict.",
                    List.of(new Finding(
                            "/instances",
                            ("expected an array of at least one row, each an object of column names and values or an"
                                            + " array of values in input order, received %s")
                                    .formatted(received(instances)))));
        }
        if (instances.size() > settings.maxInstances()) {
            throw new ProblemException(
                    ProblemType.PAYLOAD_TOO_LARGE,
                    "One request may hold %d rows, received %d. Send them in several requests."
                            .formatted(settings.maxInstances(), instances.size()),
                    List.of(),
                    Map.of("limit", settings.maxInstances()));
        }
    }

    private static String received(@Nullable JsonNode instances) {
        if (instances == null || instances.isNull()) {
            return "nothing";
        }
        return instances.isArray() ? "an empty array" : "a value of another type";
    }

    private static ProblemException invalid(String detail, List<Finding> findings) {
        return new ProblemException(ProblemType.INVALID_INSTANCES, detail, findings);
    }

    private static List<Finding> findings(List<org.netsmith.engine.Finding> findings) {
        return findings.stream()
                .map(finding -> new Finding(finding.pointer(), finding.detail()))
                .toList();
    }
}
