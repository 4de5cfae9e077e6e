package org.netsmith.engine.layer;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** Where the channels stand: {@code [batch, height, width, channels]} or {@code [batch, channels, height, width]}. */
public enum DataFormat {
    CHANNELS_LAST,
    CHANNELS_FIRST;

    /** The axis of {@code [batch, …]} at which the spatial ones begin. */
    int firstSpatialAxis() {
        return this == CHANNELS_LAST ? 1 : 2;
    }

    /** Rows must have their spatial axes and one for the channels. */
    void require(String layer, int spatialAxes, Shape rows) {
        if (rows.rank() != spatialAxes + 1) {
            throw new ShapeException("%s needs rows of rank %d, %d spatial and the channels; received rows of shape %s"
                    .formatted(layer, spatialAxes + 1, spatialAxes, rows));
        }
    }

    /** Rows of this format with their channels last. */
    Shape channelsLast(Shape rows) {
        return this == CHANNELS_LAST ? rows : rows.permute(new MovedAxis(0, rows.rank() - 1).axes(rows.rank()));
    }

    /** Rows with their channels last in this format. */
    Shape arranged(Shape rows) {
        return this == CHANNELS_LAST ? rows : rows.permute(new MovedAxis(rows.rank() - 1, 0).axes(rows.rank()));
    }

    /** The pass of x {@code [batch, …]} when one on {@code [batch, …, channels]} is given. */
    Pass channelsLast(Scope scope, Tensor x, Function<Tensor, Pass> onChannelsLast) {
        if (this == CHANNELS_LAST) {
            return onChannelsLast.apply(x);
        }
        MovedAxis last = new MovedAxis(1, x.shape().rank() - 1);
        Pass pass = onChannelsLast.apply(last.apply(scope, x));
        return Pass.of(last.back().apply(scope, pass.output()), (dy, needed) -> {
            Tensor dx = pass.toInput(last.apply(scope, dy), needed);
            return dx == null ? null : last.back().apply(scope, dx);
        });
    }

    /** {@code [batch, 1, …, channels]}. */
    Shape ofChannels(Shape input) {
        long[] extents = LongStream.generate(() -> 1).limit(input.rank()).toArray();
        int channels = this == CHANNELS_LAST ? input.rank() - 1 : 1;
        extents[0] = input.extent(0);
        extents[channels] = input.extent(channels);
        return Shape.of(extents);
    }

    /** One number for each axis of {@code [batch, …]}: those of the spatial axes, and another for the others. */
    long[] overAxes(int rank, long other, long... spatial) {
        long[] all = new long[rank];
        Arrays.fill(all, other);
        System.arraycopy(spatial, 0, all, firstSpatialAxis(), spatial.length);
        return all;
    }
}
