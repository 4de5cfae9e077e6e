package org.netsmith.registry;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.registry.AuditEntry.Action;
import org.netsmith.storage.Blob;
import org.netsmith.storage.BlobException;
import org.netsmith.storage.Blobs;
import org.netsmith.web.Cursor;
import org.netsmith.web.Finding;
import org.netsmith.web.Page;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The named, versioned models and their aliases. Versions of a name count 1, 2, 3, …, are never changed and their
 * numbers never given again. An alias is a name that points at one version; it moves at once and every move is kept.
 */
@Service
public class Models {

    private final ModelRows rows;
    private final Blobs blobs;
    private final Clock clock;
    private final ResolvedModels resolved;

    Models(ModelRows rows, Blobs blobs, Clock clock, ResolvedModels resolved) {
        this.rows = rows;
        this.blobs = blobs;
        this.clock = clock;
        this.resolved = resolved;
    }

    /**
     * Adds the next version of a model and moves the aliases to it, within the caller's transaction. The blob is
     * stored already.
     *
     * @param file the blob that {@link ModelFile#write} made
     * @param metrics by name, as the training reported them last
     */
    @Transactional
    public ModelVersion publish(
            String name,
            Blob file,
            List<String> aliases,
            long parameters,
            Map<String, Double> metrics,
            ModelVersion.Source source) {
        String caller = source.job() == null ? "anonymous" : "job:" + source.job();
        int version = rows.nextVersion(name);
        rows.insert(new ModelVersion(
                name, version, clock.instant(), List.of(), parameters, metrics, source, file.bytes(), file.sha256()));
        append(name, caller, Action.VERSION_PUBLISHED, null, null, version);
        aliases.forEach(alias -> move(name, alias, version, caller));
        return rows.find(new ModelReference.Numbered(name, version)).orElseThrow();
    }

    /** The version that {@code name} (newest), {@code name@3} or {@code name@alias} refers to. */
    public Optional<ModelVersion> find(String reference) {
        return ModelReference.parse(reference).flatMap(this::resolve);
    }

    /** As {@link #find}, for references in a path: what is unknown is {@code not-found}. */
    public ModelVersion get(String reference) {
        return find(reference).orElseThrow(() -> notFound(reference));
    }

    /** The version of that number, for paths: a text that is no number is {@code not-found} too. */
    public ModelVersion version(String name, String version) {
        return ModelReference.parse(name + "@" + version)
                .filter(ModelReference.Numbered.class::isInstance)
                .flatMap(this::resolve)
                .orElseThrow(() -> notFound(name + "@" + version));
    }

    /** The version that an alias points at, for paths. */
    public ModelVersion aliased(String name, String alias) {
        return ModelReference.parse(name + "@" + alias)
                .filter(ModelReference.Aliased.class::isInstance)
                .flatMap(this::resolve)
                .orElseThrow(() -> notFound(name + "@" + alias));
    }

    /**
     * The model's file, its SHA-256 checked; {@code artifact-corrupt} where it is missing or no longer what was
     * published.
     */
    public Path file(ModelVersion model) {
        try {
            return blobs.path(model.sha256());
        } catch (BlobException damaged) {
            throw new ProblemException(
                    ProblemType.ARTIFACT_CORRUPT,
                    ("The file of model %s is missing or damaged: expected"
                                    + " SHA-256 %s. Restore it from a backup, or train the model again.")
                            .formatted(model.reference(), model.sha256()));
        }
    }

    /** Every version of a model, newest first; {@code not-found} where there is none. */
    List<ModelVersion> versions(String name) {
        List<ModelVersion> versions = rows.versions(name);
        if (versions.isEmpty()) {
            throw notFound(name);
        }
        return versions;
    }

    /** The newest version of each model, newest first. */
    Page<ModelVersion> newest(Cursor cursor) {
        Place after = cursor.after().map(Place::parse).orElse(Place.FIRST);
        return cursor.page(
                rows.newest(after, cursor.fetch()), model -> Place.of(model).toString());
    }

    /** What was done to a model, newest first; {@code not-found} where nothing ever was. */
    Page<AuditEntry> audit(String name, Cursor cursor) {
        long before = cursor.after().map(Place::sequence).orElse(Long.MAX_VALUE);
        List<ModelRows.Numbered<AuditEntry>> entries = rows.audit(name, before, cursor.fetch());
        if (entries.isEmpty() && cursor.after().isEmpty()) {
            throw notFound(name);
        }
        Page<ModelRows.Numbered<AuditEntry>> page = cursor.page(entries, entry -> String.valueOf(entry.sequence()));
        return new Page<>(page.items().stream().map(ModelRows.Numbered::value).toList(), page.nextCursor());
    }

    /** Where each alias of a model points. */
    Map<String, Integer> aliases(String name) {
        return rows.aliases(name);
    }

    /** Points an alias at a version that exists. */
    @Transactional
    void setAlias(String name, String alias, int version, String caller) {
        versions(name);
        checkAlias(alias);
        if (rows.find(new ModelReference.Numbered(name, version)).isEmpty()) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_REFERENCE,
                    "The alias cannot be set.",
                    List.of(new Finding(
                            "/version",
                            "expected a version of %s, received %d; its newest is %d"
                                    .formatted(
                                            name,
                                            version,
                                            versions(name).getFirst().version()))));
        }
        move(name, alias, version, caller);
    }

    @Transactional
    void deleteAlias(String name, String alias, String caller) {
        Integer version = rows.aliases(name).get(alias);
        if (version == null) {
            throw notFound(name + "@" + alias);
        }
        rows.deleteAlias(name, alias);
        append(name, caller, Action.ALIAS_DELETED, alias, version, null);
    }

    /** Deletes one version; {@code conflict} while an alias points at it. */
    @Transactional
    void delete(String name, int version, String caller) {
        ModelVersion model = get(name + "@" + version);
        requireNoAlias(model.reference(), model.aliases());
        rows.delete(name, version);
        append(name, caller, Action.VERSION_DELETED, null, version, null);
    }

    /** Deletes every version of a model; {@code conflict} while an alias points at one of them. */
    @Transactional
    void delete(String name, String caller) {
        List<ModelVersion> versions = versions(name);
        requireNoAlias(name, List.copyOf(rows.aliases(name).keySet()));
        versions.forEach(model -> delete(name, model.version(), caller));
    }

    private void move(String name, String alias, int version, String caller) {
        Integer before = rows.aliases(name).get(alias);
        rows.setAlias(name, alias, version);
        append(name, caller, Action.ALIAS_SET, alias, before, version);
    }

    private void append(
            String name,
            String caller,
            Action action,
            @Nullable String alias,
            @Nullable Integer from,
            @Nullable Integer to) {
        rows.append(name, new AuditEntry(clock.instant(), caller, action, alias, from, to));
        resolved.forgetAfterCommit();
    }

    private Optional<ModelVersion> resolve(ModelReference reference) {
        return resolved.resolve(reference, rows::find);
    }

    private static void checkAlias(String alias) {
        if (!(ModelReference.parse("m@" + alias).orElse(null) instanceof ModelReference.Aliased)) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    ("An alias is a letter or digit followed by up to 127 letters, digits, dots, hyphens or"
                                    + " underscores, and not a number alone; received \"%s\". Choose another name.")
                            .formatted(alias));
        }
    }

    private static void requireNoAlias(String what, List<String> aliases) {
        if (!aliases.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "%s cannot be deleted while an alias points at it: %s. Move or delete"
                                    .formatted(what, String.join(", ", aliases))
                            + " the alias first.",
                    List.of(),
                    Map.of("aliases", aliases));
        }
    }

    private static ProblemException notFound(String reference) {
        return new ProblemException(
                ProblemType.NOT_FOUND,
                "There is no model %s.".formatted(reference),
                List.of(),
                Map.of("resource", "model", "id", reference));
    }
}
