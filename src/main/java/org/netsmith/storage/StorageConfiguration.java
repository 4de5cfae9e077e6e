package org.netsmith.storage;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StorageSettings.class)
class StorageConfiguration {

    @Bean
    HomeLock homeLock(StorageSettings settings) {
        return new HomeLock(settings.home());
    }

    /** The lock is a parameter because sweeping needs it. */
    @Bean
    Blobs blobs(StorageSettings settings, HomeLock lock) {
        return new Blobs(settings.blobs());
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
