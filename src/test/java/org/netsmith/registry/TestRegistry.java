package org.netsmith.registry;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.netsmith.storage.Blob;
import org.netsmith.storage.Blobs;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A registry on a database file and a blob store of its own, at a fixed time. */
public final class TestRegistry implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final HikariDataSource database;
    private final ModelRows rows;
    private final Blobs blobs;
    private final Models models;

    private TestRegistry(HikariDataSource database, Blobs blobs) {
        this.database = database;
        this.blobs = blobs;
        this.rows = new ModelRows(JdbcClient.create(database), JsonMapper.shared());
        this.models = new Models(rows, blobs, Clock.fixed(NOON, ZoneOffset.UTC), new ResolvedModels(false));
    }

    public static TestRegistry in(Path directory) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl("jdbc:sqlite:" + directory.resolve("test.db") + "?journal_mode=WAL&foreign_keys=on");
        pool.setMaximumPoolSize(1);
        HikariDataSource database = new HikariDataSource(pool);
        Flyway.configure().dataSource(database).load().migrate();
        return new TestRegistry(database, new Blobs(directory.resolve("blobs")));
    }

    public Models models() {
        return models;
    }

    ModelRows rows() {
        return rows;
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(new DataSourceTransactionManager(database));
    }

    /** Publishes a model file without aliases. */
    public ModelVersion publish(String name, Path file) {
        return models.publish(name, blobs.put(file), List.of(), 67, Map.of("loss", 0.25), source("job-1"));
    }

    /** Forgets everything. */
    void clear() {
        for (String table : List.of("model_audit", "model_aliases", "model_versions", "models")) {
            JdbcClient.create(database).sql("DELETE FROM " + table).update();
        }
    }

    public void alias(String name, String alias, int version) {
        models.setAlias(name, alias, version, "george");
    }

    ModelVersion publish(String name, String... aliases) {
        return models.publish(
                name, new Blob("ab".repeat(32), 1_234), List.of(aliases), 67, Map.of("loss", 0.25), source("job-1"));
    }

    static ModelVersion.Source source(String job) {
        return new ModelVersion.Source(job, "mlp@2", "iris@1", "cd".repeat(32), 42L, "netsmith 0.1.0");
    }

    @Override
    public void close() {
        database.close();
    }
}
