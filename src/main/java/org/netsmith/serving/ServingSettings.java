package org.netsmith.serving;

import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code netsmith.serving}.
 *
 * @param memory how much memory the weights of loaded models may take in all; the least recently used ones give way.
 *     One model is kept whatever its size
 * @param maxInstances how many rows one request may hold
 */
@Validated
@ConfigurationProperties("netsmith.serving")
record ServingSettings(
        @DefaultValue("1GB") DataSize memory,
        @Positive @DefaultValue("10000") int maxInstances) {}
