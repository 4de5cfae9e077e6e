package org.netsmith.training;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.flywaydb.core.Flyway;
import org.mockito.Mockito;
import org.netsmith.network.NetworkDefinitions;
import org.netsmith.network.Networks;
import org.netsmith.registry.ModelVersion;
import org.netsmith.storage.Blob;
import org.netsmith.storage.Blobs;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Training on a database file of its own, at a time that the test sets, with a worker that does what the test says. */
final class TestTraining implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    static final TrainingSettings SETTINGS =
            new TrainingSettings(3, 4L << 30, Duration.ofMillis(20), Duration.ofSeconds(15));

    static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    final HikariDataSource database;
    final JobFeed feed = new JobFeed();
    final JobStore store;
    final FakeWorker worker;
    final Blobs blobs;
    final TaskFiles files;
    final AtomicReference<Runnable> whilePublishing = new AtomicReference<>(() -> {});
    final TrainingSupervisor supervisor;
    final JobResolver resolver;
    final TransactionTemplate transaction;
    final Clock clock = new TestClock();
    private Instant now = NOON;

    TestTraining(Path directory) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl("jdbc:sqlite:" + directory.resolve("test.db") + "?journal_mode=WAL&foreign_keys=on");
        pool.setMaximumPoolSize(1);
        database = new HikariDataSource(pool);
        Flyway.configure().dataSource(database).load().migrate();
        var manager = new DataSourceTransactionManager(database);
        transaction = new TransactionTemplate(manager);
        store = transactional(new JobStore(JdbcClient.create(database), JSON, clock, feed), manager);
        worker = new FakeWorker(directory);
        blobs = new Blobs(directory.resolve("blobs"));
        files = Mockito.spy(new TaskFiles(blobs));
        Mockito.doAnswer(call -> new TrainTask(call.getArgument(0), java.util.Map.of(), null))
                .when(files)
                .task(Mockito.any());
        supervisor =
                new TrainingSupervisor(store, worker, files, new TestPublication(), transaction, SETTINGS, clock, JSON);
        resolver = new JobResolver(
                TestDatasets.all(),
                Mockito.mock(Networks.class),
                Mockito.mock(NetworkDefinitions.class),
                SETTINGS,
                JSON);
    }

    /** What Spring does with a bean whose methods are transactional. */
    private static JobStore transactional(JobStore store, DataSourceTransactionManager manager) {
        ProxyFactory proxy = new ProxyFactory(store);
        proxy.setProxyTargetClass(true);
        var interceptor = new TransactionInterceptor();
        interceptor.setTransactionManager(manager);
        interceptor.setTransactionAttributeSource(new AnnotationTransactionAttributeSource());
        proxy.addAdvice(interceptor);
        return (JobStore) proxy.getProxy();
    }

    /** A queued job for iris. */
    String queued(String more) {
        String id = JobIds.next(now);
        JobRequest request = JSON.readValue(
                "{\"dataset\": \"iris\", \"target\": \"species\"%s}".formatted(more.replace('\'', '"')),
                JobRequest.class);
        store.insert(resolver.resolve(id, request));
        return id;
    }

    Job job(String id) {
        return store.find(id).orElseThrow();
    }

    List<String> events(String id) {
        return store.events(id, 0, 1000).stream()
                .map(event -> event.type()
                        + (event.data().has("state")
                                ? " " + event.data().path("state").asString()
                                : "")
                        + (event.data().has("reason")
                                ? " " + event.data().path("reason").asString()
                                : ""))
                .toList();
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public void close() {
        database.close();
    }

    /** A registry that takes everything. */
    private final class TestPublication implements Publication {

        @Override
        public Blob keep(Path file) {
            return file.endsWith(TrainTask.MODEL_FILE) ? new Blob("ab".repeat(32), 1_234) : blobs.put(file);
        }

        @Override
        public ModelVersion publish(Job job, TrainingPlan plan, Blob file, TrainTask.Answer answer) {
            whilePublishing.get().run();
            return new ModelVersion(
                    "iris",
                    1,
                    NOON,
                    List.of(),
                    answer.parameters(),
                    answer.metrics(),
                    new ModelVersion.Source(
                            job.id(), null, plan.dataset(), plan.datasetSha256(), plan.seed(), "netsmith"),
                    file.bytes(),
                    file.sha256());
        }
    }

    private final class TestClock extends Clock {

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
