package org.netsmith.storage;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the queue is worked through.
 *
 * @param slots how many tickets are worked on at once
 * @param pollingInterval how often due tickets are looked for
 * @param heartbeatInterval how often a ticket in work is marked as alive; after four misses another process takes it
 *     over
 */
@Validated
@ConfigurationProperties("netsmith.queue")
record QueueSettings(
        @DefaultValue("1") @Min(1) int slots,
        @DefaultValue("200ms") Duration pollingInterval,
        @DefaultValue("5s") Duration heartbeatInterval) {}
