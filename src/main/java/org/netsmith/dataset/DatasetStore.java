package org.netsmith.dataset;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The tables {@code datasets} and {@code dataset_versions}. */
@Repository
class DatasetStore {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final TypeReference<List<Column>> COLUMNS = new TypeReference<>() {};
    private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};
    private static final TypeReference<List<StoredVersion.Upload>> UPLOADS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> NAMES = new TypeReference<>() {};

    private final JdbcClient jdbc;

    DatasetStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds the next version of a data set; where the same content is there already, that version and nothing new. */
    @Transactional
    public Stored add(StoredVersion version) {
        Optional<StoredVersion> same = withContent(version.name(), version.fingerprint());
        if (same.isPresent()) {
            return new Stored(same.get(), false);
        }
        int number =
                jdbc.sql("""
                    INSERT INTO datasets (name, last_version) VALUES (:name, 1)
                    ON CONFLICT (name) DO UPDATE SET last_version = datasets.last_version + 1
                    RETURNING last_version\
                    """).param("name", version.name()).query(Integer.class).single();
        StoredVersion numbered = new StoredVersion(
                version.name(),
                number,
                version.state(),
                version.createdAt(),
                version.fingerprint(),
                version.content(),
                version.reading(),
                version.failure());
        insert(numbered);
        return new Stored(numbered, true);
    }

    /** @param added whether the version is new */
    record Stored(StoredVersion version, boolean added) {}

    private void insert(StoredVersion version) {
        StoredVersion.Content content = version.content();
        jdbc.sql("""
            INSERT INTO dataset_versions
                (name, version, state, created_at, fingerprint,
                 bytes, sha256, options, uploads)
            VALUES (:name, :version, :state, :created_at, :fingerprint,
                :bytes, :sha256, :options, :uploads)\
            """)
                .param("name", version.name())
                .param("version", version.version())
                .param("state", text(StoredVersion.State.INGESTING))
                .param("created_at", version.createdAt().toEpochMilli())
                .param("fingerprint", version.fingerprint())
                .param("bytes", content.bytes())
                .param("sha256", content.sha256())
                .param("options", JSON.writeValueAsString(content.options()))
                .param("uploads", JSON.writeValueAsString(content.uploads()))
                .update();
        if (version.reading() != null) {
            ready(version.name(), version.version(), version.reading());
        }
    }

    /** Completes an ingesting version; does nothing where it was deleted meanwhile. */
    @Transactional
    public void ready(String name, int version, StoredVersion.Reading reading) {
        jdbc.sql("""
            UPDATE dataset_versions
            SET state = 'ready', format = :format, row_count = :rows, columns = :columns, blobs = :blobs,
                preview = :preview, warnings = :warnings
            WHERE name = :name AND version = :version AND state = 'ingesting'\
            """)
                .param("format", reading.format())
                .param("rows", reading.rows())
                .param("columns", JSON.writeValueAsString(reading.columns()))
                .param("blobs", JSON.writeValueAsString(reading.blobs()))
                .param("preview", reading.preview())
                .param("warnings", JSON.writeValueAsString(reading.warnings()))
                .param("name", name)
                .param("version", version)
                .update();
    }

    /** Ends an ingesting version that could not be read. */
    @Transactional
    public void failed(String name, int version, StoredVersion.Failure failure) {
        jdbc.sql("""
            UPDATE dataset_versions SET state = 'failed', error = :error
            WHERE name = :name AND version = :version AND state = 'ingesting'\
            """)
                .param("error", JSON.writeValueAsString(failure))
                .param("name", name)
                .param("version", version)
                .update();
    }

    Optional<StoredVersion> withContent(String name, String fingerprint) {
        return jdbc.sql("""
            SELECT * FROM dataset_versions
            WHERE name = :name AND fingerprint = :fingerprint AND state <> 'failed'\
            """)
                .param("name", name)
                .param("fingerprint", fingerprint)
                .query(DatasetStore::row)
                .optional();
    }

    Optional<StoredVersion> find(String name, int version) {
        return jdbc.sql("SELECT * FROM dataset_versions WHERE name = :name AND version = :version")
                .param("name", name)
                .param("version", version)
                .query(DatasetStore::row)
                .optional();
    }

    Optional<StoredVersion> newest(String name) {
        return versions(name).stream().findFirst();
    }

    /** The versions of a data set, newest first. */
    List<StoredVersion> versions(String name) {
        return jdbc.sql("SELECT * FROM dataset_versions WHERE name = :name ORDER BY version DESC")
                .param("name", name)
                .query(DatasetStore::row)
                .list();
    }

    Optional<StoredVersion> newestReady(String name) {
        return jdbc.sql("""
            SELECT * FROM dataset_versions
            WHERE name = :name AND state = 'ready' ORDER BY version DESC LIMIT 1\
            """).param("name", name).query(DatasetStore::row).optional();
    }

    /**
     * The newest version of every data set, the one made last first; {@code before} is the place where the page before
     * ended.
     */
    List<StoredVersion> page(@Nullable Place before, int limit) {
        Place place = before == null ? new Place(Long.MAX_VALUE, "") : before;
        return jdbc.sql("""
            SELECT * FROM dataset_versions v
            WHERE version = (SELECT max(version) FROM dataset_versions w WHERE w.name = v.name)
            AND (created_at < :created_at OR (created_at = :created_at AND name > :name))
            ORDER BY created_at DESC, name LIMIT :limit\
            """)
                .param("created_at", place.createdAt())
                .param("name", place.name())
                .param("limit", limit)
                .query(DatasetStore::row)
                .list();
    }

    /** Where a version stands in the list. */
    record Place(long createdAt, String name) {}

    List<StoredVersion> ingesting() {
        return jdbc.sql("SELECT * FROM dataset_versions WHERE state = 'ingesting' ORDER BY created_at")
                .query(DatasetStore::row)
                .list();
    }

    @Transactional
    public void delete(List<StoredVersion> versions) {
        versions.forEach(version -> jdbc.sql("DELETE FROM dataset_versions WHERE name = :name AND version = :version")
                .param("name", version.name())
                .param("version", version.version())
                .update());
    }

    boolean exists(String name, int version) {
        return jdbc.sql("SELECT 1 FROM dataset_versions WHERE name = :name AND version = :version")
                .param("name", name)
                .param("version", version)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private static StoredVersion row(ResultSet row, int number) throws SQLException {
        StoredVersion.State state =
                StoredVersion.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
        return new StoredVersion(
                row.getString("name"),
                row.getInt("version"),
                state,
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getString("fingerprint"),
                new StoredVersion.Content(
                        row.getLong("bytes"),
                        row.getString("sha256"),
                        JSON.readValue(row.getString("options"), IngestOptions.class),
                        JSON.readValue(row.getString("uploads"), UPLOADS)),
                state == StoredVersion.State.READY ? reading(row) : null,
                state == StoredVersion.State.FAILED
                        ? JSON.readValue(row.getString("error"), StoredVersion.Failure.class)
                        : null);
    }

    private static StoredVersion.Reading reading(ResultSet row) throws SQLException {
        return new StoredVersion.Reading(
                row.getString("format"),
                row.getLong("row_count"),
                JSON.readValue(row.getString("columns"), COLUMNS),
                JSON.readValue(row.getString("blobs"), NAMES),
                row.getString("preview"),
                JSON.readValue(row.getString("warnings"), FINDINGS));
    }

    private static String text(StoredVersion.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
