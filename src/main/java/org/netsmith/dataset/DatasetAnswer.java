package org.netsmith.dataset;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;
import org.netsmith.web.ProblemType;

/** A data set version as clients see it. What is not known before it is ready is null. */
record DatasetAnswer(
        String name,
        int version,
        String state,
        Instant createdAt,
        @Nullable String format,
        long bytes,
        String sha256,
        @Nullable Long rows,
        @Nullable List<Column> columns,
        List<Finding> warnings,
        @Nullable ErrorAnswer error) {

    /** Why a version failed, in the shape of a problem. */
    record ErrorAnswer(String type, String title, int status, String detail, List<Finding> errors) {

        static ErrorAnswer of(StoredVersion.Failure failure) {
            ProblemType type = Datasets.type(failure);
            return new ErrorAnswer(
                    "/problems/" + type.slug(),
                    type.title(),
                    type.status().value(),
                    failure.detail(),
                    failure.errors());
        }
    }

    static DatasetAnswer of(StoredVersion version) {
        StoredVersion.Reading reading = version.reading();
        return new DatasetAnswer(
                version.name(),
                version.version(),
                version.state().name().toLowerCase(Locale.ROOT),
                version.createdAt(),
                reading == null ? null : reading.format(),
                version.content().bytes(),
                version.content().sha256(),
                reading == null ? null : reading.rows(),
                reading == null ? null : reading.columns(),
                reading == null ? List.of() : reading.warnings(),
                version.failure() == null ? null : ErrorAnswer.of(version.failure()));
    }
}
