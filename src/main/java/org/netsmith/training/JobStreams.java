package org.netsmith.training;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Event streams of jobs: first what has happened, then what happens, to the job's last event. Each stream is one
 * virtual thread that reads the stored events, so that nobody misses or sees anything twice, whoever writes them.
 */
@Component
class JobStreams {

    private static final int BATCH = 500;

    /** How long news of a job that runs in another process may take. */
    private static final Duration POLL = Duration.ofSeconds(2);

    private final JobStore store;
    private final JobFeed feed;
    private final TrainingSettings settings;

    JobStreams(JobStore store, JobFeed feed, TrainingSettings settings) {
        this.store = store;
        this.feed = feed;
        this.settings = settings;
    }

    /** Streams the events of a job after the one numbered so. */
    SseEmitter open(String job, long after) {
        SseEmitter emitter = new SseEmitter(0L);
        Thread stream = Thread.ofVirtual().name("events-" + job).unstarted(() -> run(job, after, emitter));
        emitter.onError(_ -> stream.interrupt());
        emitter.onTimeout(stream::interrupt);
        stream.start();
        return emitter;
    }

    private void run(String job, long after, SseEmitter emitter) {
        Semaphore news = new Semaphore(0);
        try (JobFeed.Subscription subscription = feed.subscribe(job, news::release)) {
            follow(job, after, emitter, news);
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            emitter.completeWithError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(String job, long after, SseEmitter emitter, Semaphore news)
            throws IOException, InterruptedException {
        long last = after;
        long quietSince = System.nanoTime();
        while (true) {
            news.drainPermits();
            List<JobEvent> events = store.events(job, last, BATCH);
            for (JobEvent event : events) {
                emitter.send(SseEmitter.event()
                        .id(Long.toString(event.id()))
                        .name(event.type())
                        .data(event.data(), MediaType.APPLICATION_JSON));
                last = event.id();
                if (event.last()) {
                    return;
                }
            }
            if (events.isEmpty() && over(job)) {
                return;
            }
            if (!events.isEmpty()) {
                quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince >= settings.heartbeat().toNanos()) {
                emitter.send(SseEmitter.event().comment("still there"));
                quietSince = System.nanoTime();
            }
            if (events.size() < BATCH) {
                news.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /**
     * Whether nothing can follow: the job has finished, and its last event lies before those asked for, or it is gone.
     */
    private boolean over(String job) {
        return store.find(job).map(Job::finished).orElse(true);
    }
}
