package org.netsmith.worker;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerSettings.class)
class WorkerConfiguration {

    /** The lock on the home comes first: another server's tasks must not be swept. */
    @Bean
    @DependsOn("homeLock")
    Workers workers(WorkerSettings settings) {
        return new Workers(settings);
    }
}
