package org.netsmith.dataset;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netsmith.storage.BlobException;
import org.netsmith.storage.Blobs;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The named, versioned data sets. */
@Service
public class Datasets {

    private static final Logger LOG = LoggerFactory.getLogger(Datasets.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final DatasetStore store;
    private final Ingestion ingestion;
    private final Blobs blobs;
    private final Clock clock;
    private final List<DatasetReferences> references;

    Datasets(DatasetStore store, Ingestion ingestion, Blobs blobs, Clock clock, List<DatasetReferences> references) {
        this.store = store;
        this.ingestion = ingestion;
        this.blobs = blobs;
        this.clock = clock;
        this.references = references;
    }

    /**
     * The ready version that {@code name} or {@code name@3} refers to; empty where there is none or it is not ready.
     */
    public Optional<DatasetVersion> find(String reference) {
        int at = reference.indexOf('@');
        if (at < 0) {
            return store.newestReady(reference).map(StoredVersion::ready);
        }
        return number(reference.substring(at + 1))
                .flatMap(version -> store.find(reference.substring(0, at), version))
                .filter(version -> version.state() == StoredVersion.State.READY)
                .map(StoredVersion::ready);
    }

    /** Whether there is the version that {@code name@3} refers to, in whatever state. */
    public boolean exists(String reference) {
        int at = reference.indexOf('@');
        return at > 0
                && number(reference.substring(at + 1))
                        .map(version -> store.exists(reference.substring(0, at), version))
                        .orElse(false);
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[1-9]\\d{0,8}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    /** What an upload led to: a version, and whether it is new. */
    record Added(StoredVersion version, boolean isNew) {}

    /**
     * Reads the files as the next version of a data set. Where that takes longer than {@code wait}, the version is
     * still ingesting when this returns and is durable all the same.
     */
    Added add(String name, UploadedFiles files, IngestOptions options, Duration wait) {
        requireName(name);
        requireOptions(options);
        String fingerprint = UploadedFiles.hash(files.hash() + JSON.writeValueAsString(options));
        Optional<StoredVersion> same = store.withContent(name, fingerprint);
        if (same.isPresent()) {
            return new Added(same.get(), false);
        }
        var asked = new Asked(name, fingerprint, files, options);
        return wait.isZero() ? later(asked, null) : now(asked, wait);
    }

    private record Asked(String name, String fingerprint, UploadedFiles files, IngestOptions options) {

        List<IngestTask.Upload> uploads() {
            return files.parts().stream()
                    .map(part -> new IngestTask.Upload(part.name(), part.file()))
                    .toList();
        }
    }

    private Added now(Asked asked, Duration wait) {
        CompletableFuture<Ingestion.Ended> ending = ingestion.start(asked.uploads(), asked.options());
        try {
            return switch (ending.get(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                case Ingestion.Ended.Ready ready -> added(store.add(version(asked, List.of(), ready.reading())));
                case Ingestion.Ended.Failed failed -> throw problem(failed.failure());
            };
        } catch (TimeoutException slow) {
            return stillReading(asked, ending);
        } catch (ExecutionException failed) {
            throw new CompletionException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.INTERNAL, "The server is stopping");
        }
    }

    private Added stillReading(Asked asked, CompletableFuture<Ingestion.Ended> ending) {
        try {
            return later(asked, ending);
        } finally {
            asked.files().keepUntil(ending);
        }
    }

    /** The files become blobs before anybody is told of the version, so that a crash cannot lose it. */
    private Added later(Asked asked, @Nullable CompletableFuture<Ingestion.Ended> ending) {
        List<StoredVersion.Upload> uploads = asked.files().parts().stream()
                .map(part -> new StoredVersion.Upload(
                        part.name(), blobs.put(part.file()).sha256()))
                .toList();
        DatasetStore.Stored stored = store.add(version(asked, uploads, null));
        if (stored.added()) {
            if (ending == null) {
                resume(stored.version());
            } else {
                finish(stored.version(), ending);
            }
        }
        return added(stored);
    }

    private StoredVersion version(
            Asked asked, List<StoredVersion.Upload> uploads, StoredVersion.@Nullable Reading reading) {
        var content =
                new StoredVersion.Content(asked.files().bytes(), asked.files().hash(), asked.options(), uploads);
        StoredVersion.State state = reading == null ? StoredVersion.State.INGESTING : StoredVersion.State.READY;
        return new StoredVersion(asked.name(), 0, state, now(), asked.fingerprint(), content, reading, null);
    }

    /** As exact as it is stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Added added(DatasetStore.Stored stored) {
        return new Added(stored.version(), stored.added());
    }

    /** Takes up what an earlier process left unfinished. */
    @EventListener(ApplicationReadyEvent.class)
    void resume() {
        store.ingesting().forEach(this::resume);
    }

    private void resume(StoredVersion version) {
        try {
            List<IngestTask.Upload> uploads = version.content().uploads().stream()
                    .map(upload -> new IngestTask.Upload(upload.name(), blobs.path(upload.blob())))
                    .toList();
            finish(version, ingestion.start(uploads, version.content().options()));
        } catch (BlobException lost) {
            LOG.error("The upload of {} is lost: {}", version.reference(), lost.getMessage());
            store.failed(
                    version.name(),
                    version.version(),
                    new StoredVersion.Failure(
                            "artifact-corrupt", "the uploaded file is damaged; upload it again", List.of()));
        }
    }

    private void finish(StoredVersion version, CompletableFuture<Ingestion.Ended> ending) {
        ending.whenComplete((ended, crash) -> {
            switch (ended) {
                case null -> {
                    LOG.error("{} could not be read", version.reference(), crash);
                    store.failed(
                            version.name(),
                            version.version(),
                            new StoredVersion.Failure("internal", "the files could not be read", List.of()));
                }
                case Ingestion.Ended.Ready ready -> store.ready(version.name(), version.version(), ready.reading());
                case Ingestion.Ended.Failed failed -> store.failed(version.name(), version.version(), failed.failure());
            }
        });
    }

    StoredVersion require(String name, @Nullable Integer version) {
        return (version == null ? store.newest(name) : store.find(name, version))
                .orElseThrow(() -> missing(name, version));
    }

    private static ProblemException missing(String name, @Nullable Integer version) {
        return new ProblemException(
                ProblemType.NOT_FOUND,
                "There is no data set \"%s\"%s"
                        .formatted(Received.shortened(name), version == null ? "" : " with a version " + version));
    }

    /** The newest version of every data set, the one made last first. */
    List<StoredVersion> page(DatasetStore.@Nullable Place before, int limit) {
        return store.page(before, limit);
    }

    /** The first rows of a version. */
    List<JsonNode> preview(StoredVersion version, int limit) {
        requireReady(version);
        JsonNode rows = JSON.readTree(blobs.path(version.reading().preview()));
        List<JsonNode> first = new ArrayList<>();
        for (int row = 0; row < Math.min(limit, rows.size()); row++) {
            first.add(rows.get(row));
        }
        return first;
    }

    static StoredVersion requireReady(StoredVersion version) {
        if (version.state() != StoredVersion.State.READY) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "%s is not ready; its state is %s"
                            .formatted(
                                    version.reference(), version.state().name().toLowerCase(java.util.Locale.ROOT)));
        }
        return version;
    }

    /** Deletes a version, or all of them. */
    void delete(String name, @Nullable Integer version, boolean force) {
        List<StoredVersion> versions = version == null
                ? store.versions(name)
                : store.find(name, version).stream().toList();
        if (versions.isEmpty()) {
            throw missing(name, version);
        }
        List<String> referring = versions.stream()
                .flatMap(each -> referring(each).stream())
                .distinct()
                .toList();
        if (!referring.isEmpty() && !force) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "\"%s\" is still referred to by %s; delete those first, or say ?force=true"
                            .formatted(name, String.join(", ", referring)),
                    referring.stream().map(each -> new Finding("", each)).toList());
        }
        store.delete(versions);
    }

    private List<String> referring(StoredVersion version) {
        return references.stream()
                .flatMap(each -> each.referringTo(version.reference()).stream())
                .toList();
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            String detail =
                    ("A name has 1 to 128 letters, digits, dots, underscores or hyphens, the first a letter or digit; "
                                    + "received \"%s\"")
                            .formatted(Received.shortened(name));
            throw new ProblemException(ProblemType.INVALID_REQUEST, detail, List.of(new Finding("/name", detail)));
        }
    }

    private static void requireOptions(IngestOptions options) {
        List<Finding> errors = OptionsCheck.errors(options).stream()
                .map(error -> new Finding(error.pointer(), error.detail()))
                .toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "The options cannot be followed: " + errors.getFirst().detail(),
                    errors);
        }
    }

    static ProblemType type(StoredVersion.Failure failure) {
        for (ProblemType type : ProblemType.values()) {
            if (type.slug().equals(failure.slug())) {
                return type;
            }
        }
        return ProblemType.INTERNAL;
    }

    private static ProblemException problem(StoredVersion.Failure failure) {
        return new ProblemException(
                type(failure),
                failure.detail(),
                failure.errors().stream()
                        .map(finding -> new Finding(finding.pointer(), finding.detail()))
                        .toList());
    }
}
