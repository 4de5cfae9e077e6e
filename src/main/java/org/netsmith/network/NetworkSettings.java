package org.netsmith.network;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How large a network may be. Sizes are worked out in exact arithmetic before anything is allocated.
 *
 * @param maxLayers how many layers a network may have
 * @param maxParameters how many weights, trainable or not, all layers together
 * @param maxRowElements how many numbers one row may be between two layers
 */
@ConfigurationProperties("netsmith.network")
record NetworkSettings(
        @DefaultValue("1000") int maxLayers,
        @DefaultValue("1000000000") long maxParameters,
        @DefaultValue("100000000") long maxRowElements) {}
