package org.netsmith.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.registry.AuditEntry.Action;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The registry's tables. Transactions are the caller's. */
@Component
class ModelRows {

    private static final TypeReference<LinkedHashMap<String, Double>> METRICS = new TypeReference<>() {};
    private static final String NEWEST =
            "version = (SELECT MAX(n.version) FROM model_versions n WHERE n.name = v.name)";

    private final JdbcClient database;
    private final JsonMapper json;

    ModelRows(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** The number of the model's next version, given once. */
    int nextVersion(String name) {
        return database.sql("""
            INSERT INTO models (name, last_version) VALUES (:name, 1)
            ON CONFLICT (name) DO UPDATE SET last_version = models.last_version + 1
            RETURNING last_version\
            """).param("name", name).query(Integer.class).single();
    }

    void insert(ModelVersion model) {
        ModelVersion.Source source = model.source();
        database.sql("""
            INSERT INTO model_versions (name, version, created_at, sha256, bytes, parameters, metrics,
                job, network, dataset, dataset_sha256, seed, software)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)
                .params(Arrays.asList(
                        model.name(),
                        model.version(),
                        model.createdAt().toEpochMilli(),
                        model.sha256(),
                        model.bytes(),
                        model.parameters(),
                        json.writeValueAsString(model.metrics()),
                        source.job(),
                        source.network(),
                        source.dataset(),
                        source.datasetSha256(),
                        source.seed(),
                        source.software()))
                .update();
    }

    Optional<ModelVersion> find(ModelReference reference) {
        return switch (reference) {
            case ModelReference.Newest(String name) -> one("v.name = ? AND " + NEWEST, name);
            case ModelReference.Numbered(String name, int version) ->
                one("v.name = ? AND v.version = ?", name, version);
            case ModelReference.Aliased(String name, String alias) ->
                one(
                        "v.name = ? AND v.version = "
                                + "(SELECT a.version FROM model_aliases a WHERE a.name = v.name AND a.alias = ?)",
                        name,
                        alias);
        };
    }

    /** Every version of a model, newest first. */
    List<ModelVersion> versions(String name) {
        return select("v.name = ? ORDER BY v.version DESC", name);
    }

    /** The newest version of each model, newest first, behind the given place. */
    List<ModelVersion> newest(Place after, int limit) {
        return select(
                NEWEST + " AND (v.created_at < ? OR (v.created_at = ? AND v.name > ?))"
                        + " ORDER BY v.created_at DESC, v.name LIMIT ?",
                after.time(),
                after.time(),
                after.name(),
                limit);
    }

    List<ModelVersion> trainedOn(String dataset) {
        return select("v.dataset = ? ORDER BY v.name, v.version", dataset);
    }

    List<ModelVersion> madeOf(String network) {
        return select("v.network = ? ORDER BY v.name, v.version", network);
    }

    void delete(String name, int version) {
        database.sql("DELETE FROM model_versions WHERE name = ? AND version = ?")
                .params(name, version)
                .update();
    }

    /** Where each alias of a model points. */
    Map<String, Integer> aliases(String name) {
        Map<String, Integer> aliases = new LinkedHashMap<>();
        database.sql("SELECT alias, version FROM model_aliases WHERE name = ? ORDER BY alias")
                .param(name)
                .query((row, number) -> aliases.put(row.getString("alias"), row.getInt("version")))
                .list();
        return aliases;
    }

    void setAlias(String name, String alias, int version) {
        database.sql("""
            INSERT INTO model_aliases (name, alias, version) VALUES (?, ?, ?)
            ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version\
            """).params(name, alias, version).update();
    }

    void deleteAlias(String name, String alias) {
        database.sql("DELETE FROM model_aliases WHERE name = ? AND alias = ?")
                .params(name, alias)
                .update();
    }

    void append(String name, AuditEntry entry) {
        database.sql("""
            INSERT INTO model_audit (name, sequence, time, caller, action, alias, from_version, to_version)
            VALUES (:name, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM model_audit WHERE name = :name),
                :time, :caller, :action, :alias, :from, :to)\
            """)
                .param("name", name)
                .param("time", entry.time().toEpochMilli())
                .param("caller", entry.caller())
                .param("action", entry.action().name())
                .param("alias", entry.alias())
                .param("from", entry.fromVersion())
                .param("to", entry.toVersion())
                .update();
    }

    /** What was done to a model, newest first, from below a sequence number on. */
    List<Numbered<AuditEntry>> audit(String name, long before, int limit) {
        return database.sql("SELECT * FROM model_audit WHERE name = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?")
                .params(name, before, limit)
                .query((row, number) -> new Numbered<>(row.getLong("sequence"), auditEntry(row)))
                .list();
    }

    /** A row and its place in its list. */
    record Numbered<T>(long sequence, T value) {}

    private Optional<ModelVersion> one(String condition, Object... parameters) {
        return select(condition, parameters).stream().findFirst();
    }

    private List<ModelVersion> select(String condition, Object... parameters) {
        return database.sql("SELECT v.*, (SELECT STRING_AGG(a.alias, ' ') FROM model_aliases a"
                        + " WHERE a.name = v.name AND a.version = v.version) AS aliases"
                        + " FROM model_versions v WHERE " + condition)
                .params(List.of(parameters))
                .query((row, number) -> model(row))
                .list();
    }

    private ModelVersion model(ResultSet row) throws SQLException {
        return new ModelVersion(
                row.getString("name"),
                row.getInt("version"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                aliases(row),
                row.getLong("parameters"),
                json.readValue(row.getString("metrics"), METRICS),
                source(row),
                row.getLong("bytes"),
                row.getString("sha256"));
    }

    private static List<String> aliases(ResultSet row) throws SQLException {
        String joined = row.getString("aliases");
        return joined == null
                ? List.of()
                : Arrays.stream(joined.split(" ")).sorted().toList();
    }

    private static ModelVersion.Source source(ResultSet row) throws SQLException {
        return new ModelVersion.Source(
                row.getString("job"),
                row.getString("network"),
                row.getString("dataset"),
                row.getString("dataset_sha256"),
                nullableLong(row, "seed"),
                row.getString("software"));
    }

    private static AuditEntry auditEntry(ResultSet row) throws SQLException {
        return new AuditEntry(
                Instant.ofEpochMilli(row.getLong("time")),
                row.getString("caller"),
                Action.valueOf(row.getString("action")),
                row.getString("alias"),
                nullableVersion(row, "from_version"),
                nullableVersion(row, "to_version"));
    }

    private static @Nullable Integer nullableVersion(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
