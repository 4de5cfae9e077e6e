package org.netsmith.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.web.Finding;
import tools.jackson.databind.JsonNode;

/**
 * A network version as the API shows it.
 *
 * @param definition in the Keras 3 dialect; its compile_config is the default of compile for jobs
 * @param warnings what was doubtful when it was posted
 * @param versions every version of the network, newest first; only where the network itself was asked for
 */
record NetworkView(
        String name,
        int version,
        Instant createdAt,
        String sha256,
        @Schema(type = "object") JsonNode definition,
        NetworkSummary summary,
        List<Finding> warnings,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Integer> versions) {

    static NetworkView of(StoredNetwork network) {
        return of(network, null);
    }

    static NetworkView of(StoredNetwork network, @Nullable List<Integer> versions) {
        NetworkVersion version = network.version();
        NetworkSummary summary = new KerasReader()
                .model(version.definition())
                .value()
                .map(model -> NetworkSummary.of(model.definition()))
                .orElseThrow(
                        () -> new IllegalStateException("stored network " + version.reference() + " cannot be read"));
        return new NetworkView(
                version.name(),
                version.version(),
                version.createdAt(),
                version.sha256(),
                version.definition(),
                summary,
                network.warnings(),
                versions);
    }
}
