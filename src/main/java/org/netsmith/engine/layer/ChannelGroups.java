package org.netsmith.engine.layer;

/** Parts into which the channels of a convolution fall. */
final class ChannelGroups {

    private ChannelGroups() {}

    static void requireFilters(long filters, int groups) {
        if (filters % groups != 0) {
            throw new IllegalArgumentException(
                    "groups must divide filters, received %d groups of %d filters".formatted(groups, filters));
        }
    }

    static void requireChannels(String layer, long channels, int groups) {
        if (channels % groups != 0) {
            throw new ShapeException("%s.groups must divide the channels, received %d groups of %d channels"
                    .formatted(layer, groups, channels));
        }
    }
}
