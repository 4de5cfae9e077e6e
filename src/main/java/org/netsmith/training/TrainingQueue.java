package org.netsmith.training;

import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import org.netsmith.worker.Workers;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The queue's side of training: a ticket is a one-time task named after the job. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TrainingSettings.class)
class TrainingQueue {

    static final String TICKET = "training-job";

    private static final Duration RETRY = Duration.ofSeconds(1);

    @Bean
    Task<Void> trainingTicket(TrainingSupervisor supervisor) {
        return Tasks.oneTime(TICKET)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(RETRY))
                .onDeadExecutionRevive()
                .execute((ticket, context) ->
                        supervise(supervisor, ticket.getId(), context.getSchedulerState()::isShuttingDown));
    }

    @Bean
    Runner trainingRunner(Workers workers) {
        return workers::run;
    }

    private static void supervise(
            TrainingSupervisor supervisor, String job, java.util.function.BooleanSupplier stopping) {
        try {
            supervisor.supervise(job, stopping);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("training job " + job + " is left to the next process", e);
        }
    }
}
