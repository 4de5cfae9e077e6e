package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/** The argument {@code noise_shape}: extents of {@code [batch, …]}, null for the input's own. */
final class NoiseShape {

    private NoiseShape() {}

    static Shape of(@Nullable List<@Nullable Integer> given, Shape input) {
        List<Long> extents = new ArrayList<>(input.extents());
        for (int axis = 0; given != null && axis < given.size(); axis++) {
            Integer extent = given.get(axis);
            extents.set(axis, extent == null ? extents.get(axis) : extent);
        }
        return new Shape(extents);
    }

    /** Each extent must be null, 1 or the input's; the batch, whose extent varies, null or 1. */
    static void require(String layer, @Nullable List<@Nullable Integer> given, Shape rows) {
        Shape input = rows.prepend(1);
        boolean fits = given == null || given.size() == input.rank();
        for (int axis = 0; fits && given != null && axis < given.size(); axis++) {
            Integer extent = given.get(axis);
            fits = extent == null || extent == 1 || extent == input.extent(axis);
        }
        if (!fits) {
            throw new ShapeException(
                    ("%s.noise_shape must have null, 1 or the input's extent for each axis of [batch, …], where rows"
                                    + " are of shape %s; received %s")
                            .formatted(layer, rows, given));
        }
    }
}
