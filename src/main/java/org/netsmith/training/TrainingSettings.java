package org.netsmith.training;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code netsmith.training}.
 *
 * @param maxCrashes a job fails once its worker has crashed this often
 * @param maxMemoryBytes what a network may need while it trains, worked out before it is accepted
 * @param tick how often a running attempt looks whether it shall go on, besides being told
 * @param heartbeat the longest silence of an event stream
 */
@ConfigurationProperties("netsmith.training")
record TrainingSettings(
        @DefaultValue("3") int maxCrashes,
        @DefaultValue("4294967296") long maxMemoryBytes,
        @DefaultValue("500ms") Duration tick,
        @DefaultValue("15s") Duration heartbeat) {}
