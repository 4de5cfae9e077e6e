package org.netsmith.training;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Finding;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows of training_job and training_event as records. */
record JobRows(JsonMapper json) {

    Job job(ResultSet row, int number) throws SQLException {
        Instant finishedAt = time(row, "finished_at");
        return new Job(
                row.getString("id"),
                row.getString("name"),
                JobState.of(row.getString("state"), finishedAt, row.getString("model"), tree(row, "error")),
                row.getInt("attempt"),
                row.getInt("priority"),
                json.readValue(row.getString("labels"), new TypeReference<Map<String, String>>() {}),
                json.readTree(row.getString("spec")),
                json.readValue(row.getString("warnings"), new TypeReference<List<Finding>>() {}),
                row.getString("network"),
                row.getString("dataset"),
                tree(row, "progress"),
                tree(row, "metrics"),
                tree(row, "best"),
                tree(row, "encoders"),
                checkpoints(row),
                crossValidation(row),
                Instant.ofEpochMilli(row.getLong("created_at")),
                time(row, "started_at"),
                finishedAt);
    }

    JobEvent event(ResultSet row, int number) throws SQLException {
        return new JobEvent(
                row.getLong("id"),
                row.getString("type"),
                Instant.ofEpochMilli(row.getLong("time")),
                json.readTree(row.getString("data")));
    }

    private List<Checkpoint> checkpoints(ResultSet row) throws SQLException {
        List<Checkpoint> checkpoints =
                json.readValue(row.getString("checkpoints"), new TypeReference<List<Checkpoint>>() {});
        return checkpoints.stream()
                .sorted(Comparator.comparing(Checkpoint::kind))
                .toList();
    }

    private @Nullable CrossValidation crossValidation(ResultSet row) throws SQLException {
        String folds = row.getString("folds");
        return folds == null
                ? null
                : CrossValidation.of(json.readValue(folds, new TypeReference<List<CrossValidation.Fold>>() {}));
    }

    private @Nullable JsonNode tree(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : json.readTree(text);
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
