package org.netsmith.registry;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import org.netsmith.engine.backend.Memory;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.stereotype.Component;

/** The cards of models, read from their files when they are first asked for. */
@Component
class ModelCards {

    private static final int KEPT = 1_000;

    private final Models models;
    private final Map<String, ModelCard> cards = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ModelCard> eldest) {
            return size() > KEPT;
        }
    };

    ModelCards(Models models) {
        this.models = models;
    }

    /** The card of a model; {@code artifact-corrupt} where its file cannot be read. */
    ModelCard of(ModelVersion model) {
        synchronized (cards) {
            ModelCard card = cards.get(model.sha256());
            if (card != null) {
                return card;
            }
        }
        ModelCard card = read(model);
        synchronized (cards) {
            cards.put(model.sha256(), card);
        }
        return card;
    }

    private ModelCard read(ModelVersion model) {
        try (Arena arena = Arena.ofConfined()) {
            return ModelCard.of(
                    ModelFile.read(models.file(model), Memory.of(arena)).encoders());
        } catch (ModelFileException damaged) {
            throw new ProblemException(
                    ProblemType.ARTIFACT_CORRUPT,
                    "Model %s cannot be read: %s.".formatted(model.reference(), damaged.getMessage()));
        }
    }
}
