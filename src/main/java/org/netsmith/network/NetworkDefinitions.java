package org.netsmith.network;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.KerasReader.Model;
import org.netsmith.format.keras.KerasReader.Reading;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The one gate through which a definition comes in: it is read, its ranges are checked, its shapes inferred, its size
 * bounded.
 */
@Component
public class NetworkDefinitions {

    private final KerasReader reader = new KerasReader();
    private final NetworkSettings settings;

    NetworkDefinitions(NetworkSettings settings) {
        this.settings = settings;
    }

    /** A definition that can be built, and what is doubtful about it; pointers are into the request. */
    public record Checked(Model model, NetworkSummary summary, List<Finding> warnings) {}

    /**
     * Reads a definition in any dialect; {@code invalid-network}, {@code shape-mismatch} or {@code network-too-large}
     * where it cannot be built.
     *
     * @param pointer where the definition stands in the request, as in {@code /definition}
     */
    public Checked read(@Nullable JsonNode definition, String pointer) {
        JsonNode given = definition == null ? MissingNode.getInstance() : definition;
        new Sizing(settings, Map.of(), pointer).checkLayers(reader.layers(given));
        Reading<Model> reading = reader.model(given);
        Model model = reading.value().orElseThrow(() -> invalid(below(pointer, reading.errors())));
        new Sizing(settings, reader.places(given), pointer).check(model.definition());
        return new Checked(model, NetworkSummary.of(model.definition()), below(pointer, reading.warnings()));
    }

    /** Checks a definition once the data have decided its input; the same problems as {@link #read}. */
    public NetworkSummary check(NetworkDefinition definition, List<Shape> inputShapes, String pointer) {
        NetworkDefinition fed = definition.withInputShapes(inputShapes);
        new Sizing(settings, Map.of(), pointer).check(fed);
        return NetworkSummary.of(fed);
    }

    private static List<Finding> below(String pointer, List<org.netsmith.engine.Finding> findings) {
        return findings.stream()
                .map(finding -> new Finding(pointer + finding.pointer(), finding.detail()))
                .toList();
    }

    private static ProblemException invalid(List<Finding> findings) {
        Finding first = findings.getFirst();
        String detail = findings.size() == 1
                ? "The definition cannot be used: at %s, %s".formatted(first.pointer(), first.detail())
                : "The definition cannot be used: %d findings, the first at %s: %s"
                        .formatted(findings.size(), first.pointer(), first.detail());
        return new ProblemException(ProblemType.INVALID_NETWORK, detail, findings);
    }
}
