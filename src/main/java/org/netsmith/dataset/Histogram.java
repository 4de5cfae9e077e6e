package org.netsmith.dataset;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * How many values lie where: bin {@code i} holds {@code edges[i] <= value < edges[i + 1]}, the last one its upper edge
 * too. Bins are equally wide from the least to the greatest value.
 *
 * @param edges one more than bins; times are milliseconds since 1970
 */
@Schema(description = "Counts of values in equally wide bins; edges of times are milliseconds since 1970")
record Histogram(
        @Schema(example = "[1.0, 3.95, 6.9]") List<Double> edges,
        @Schema(example = "[50, 100]") List<Long> counts) {}
