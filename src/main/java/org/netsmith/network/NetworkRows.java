package org.netsmith.network;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.netsmith.web.Finding;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The tables of this module. Transactions are the caller's. */
@Component
class NetworkRows {

    private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};
    private static final String NEWEST =
            "version = (SELECT MAX(n.version) FROM network_versions n WHERE n.name = v.name)";

    private final JdbcClient database;
    private final JsonMapper json;

    NetworkRows(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** The number of the network's next version, given once. */
    int nextVersion(String name) {
        return database.sql("""
            INSERT INTO networks (name, last_version) VALUES (:name, 1)
            ON CONFLICT (name) DO UPDATE SET last_version = networks.last_version + 1
            RETURNING last_version\
            """).param("name", name).query(Integer.class).single();
    }

    void insert(StoredNetwork network) {
        NetworkVersion version = network.version();
        database.sql("""
            INSERT INTO network_versions (name, version, created_at, sha256, definition, warnings)
            VALUES (?, ?, ?, ?, ?, ?)\
            """)
                .params(
                        version.name(),
                        version.version(),
                        version.createdAt().toEpochMilli(),
                        version.sha256(),
                        version.definition().toString(),
                        json.writeValueAsString(network.warnings()))
                .update();
    }

    Optional<StoredNetwork> find(NetworkReference reference) {
        return reference.version().isPresent()
                ? one(
                        "v.name = ? AND v.version = ?",
                        reference.name(),
                        reference.version().getAsInt())
                : one("v.name = ? AND " + NEWEST, reference.name());
    }

    Optional<StoredNetwork> withContent(String name, String sha256) {
        return one("v.name = ? AND v.sha256 = ?", name, sha256);
    }

    /** The numbers of a network's versions, newest first. */
    List<Integer> versions(String name) {
        return database.sql("SELECT version FROM network_versions WHERE name = ? ORDER BY version DESC")
                .param(name)
                .query(Integer.class)
                .list();
    }

    /** The newest version of each network, newest first, behind the given place. */
    List<StoredNetwork> newest(long beforeTime, String afterName, int limit) {
        return select(
                NEWEST
                        + " AND (v.created_at < ? OR (v.created_at = ? AND v.name > ?)) ORDER BY v.created_at DESC,"
                        + " v.name LIMIT ?",
                beforeTime,
                beforeTime,
                afterName,
                limit);
    }

    void delete(String name, int version) {
        database.sql("DELETE FROM network_versions WHERE name = ? AND version = ?")
                .params(name, version)
                .update();
    }

    private Optional<StoredNetwork> one(String condition, Object... parameters) {
        return select(condition, parameters).stream().findFirst();
    }

    private List<StoredNetwork> select(String condition, Object... parameters) {
        return database.sql("SELECT v.* FROM network_versions v WHERE " + condition)
                .params(List.of(parameters))
                .query((row, number) -> network(row))
                .list();
    }

    private StoredNetwork network(ResultSet row) throws SQLException {
        NetworkVersion version = new NetworkVersion(
                row.getString("name"),
                row.getInt("version"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getString("sha256"),
                json.readTree(row.getString("definition")));
        return new StoredNetwork(version, json.readValue(row.getString("warnings"), FINDINGS));
    }
}
