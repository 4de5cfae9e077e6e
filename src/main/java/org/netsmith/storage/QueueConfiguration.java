package org.netsmith.storage;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** The queue of tickets: a ticket is written in the transaction of the row it stands for. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueSettings.class)
class QueueConfiguration {

    @Bean(destroyMethod = "")
    Scheduler scheduler(DataSource database, List<Task<?>> tasks, QueueSettings settings, Clock clock) {
        return Scheduler.create(new TransactionAwareDataSourceProxy(database), tasks)
                .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
                .threads(settings.slots())
                .pollingInterval(settings.pollingInterval())
                .heartbeatInterval(settings.heartbeatInterval())
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(Duration.ofSeconds(5))
                .clock(clock::instant)
                .enablePriority()
                .build();
    }

    @Bean
    QueueLifecycle queueLifecycle(Scheduler scheduler, JdbcClient database, ObjectProvider<HomeLock> lock) {
        return new QueueLifecycle(scheduler, database, lock.getIfAvailable() != null);
    }
}
