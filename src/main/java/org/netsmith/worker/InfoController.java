package org.netsmith.worker;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.info.BuildProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What this server is and what it can do. */
@RestController
@RequestMapping("/api/v1/info")
@Tag(name = "Server")
final class InfoController {

    /**
     * @param worker what the newest worker process found: backend, device, threads; null until it is warm
     * @param formats what can be read and written, by kind of thing
     */
    record Info(
            String name,
            String version,
            String java,
            @Nullable JsonNode worker,
            Limits limits,
            Map<String, List<String>> formats) {}

    /** Sizes in bytes. */
    record Limits(long jsonBytes, long uploadBytes, long workerHeapBytes, long workerNativeBytes, int workerThreads) {}

    private static final Map<String, List<String>> FORMATS = Map.of(
            "networks", List.of("keras3", "tf_keras2", "short"),
            "datasets", List.of("csv", "ndjson", "parquet", "npy", "npz", "idx", "images"),
            "models", List.of("safetensors"),
            "predictions", List.of("netsmith"));

    private final Workers workers;
    private final String version;
    private final Limits limits;

    InfoController(
            Workers workers,
            WorkerSettings settings,
            ObjectProvider<BuildProperties> build,
            @Value("${netsmith.json-limit}") DataSize json,
            @Value("${netsmith.upload-limit}") DataSize upload) {
        this.workers = workers;
        this.version =
                build.stream().map(BuildProperties::getVersion).findFirst().orElse("unpackaged");
        this.limits = new Limits(
                json.toBytes(),
                upload.toBytes(),
                settings.heap().toBytes(),
                settings.nativeMemory().toBytes(),
                settings.threads());
    }

    @GetMapping
    @Operation(summary = "Version, backend and device, limits, formats")
    Info info() {
        return new Info(
                "netsmith",
                version,
                Runtime.version().toString(),
                workers.about().orElse(null),
                limits,
                FORMATS);
    }
}
