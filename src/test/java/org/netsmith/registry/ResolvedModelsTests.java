package org.netsmith.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolvedModelsTests {

    private static final ModelReference IRIS = new ModelReference.Newest("iris");

    private final ResolvedModels resolved = new ResolvedModels(true);
    private final AtomicInteger questions = new AtomicInteger();
    private TestRegistry registry;

    @BeforeEach
    void opens(@TempDir Path directory) {
        registry = TestRegistry.in(directory);
    }

    @AfterEach
    void closes() {
        registry.close();
    }

    private Optional<ModelVersion> resolve(ResolvedModels models) {
        return models.resolve(IRIS, reference -> {
            questions.incrementAndGet();
            return registry.rows().find(reference);
        });
    }

    @Test
    void whatIsKnownIsNotAskedForAgainUntilSomethingChanges() {
        ModelVersion first = registry.publish("iris");

        assertThat(resolve(resolved)).contains(first);
        assertThat(resolve(resolved)).contains(first);
        assertThat(questions).hasValue(1);

        ModelVersion second = registry.publish("iris");
        resolved.forgetAfterCommit();

        assertThat(resolve(resolved)).contains(second);
        assertThat(questions).hasValue(2);
    }

    @Test
    void aChangeIsForgottenForWhenItIsCommittedAndNotBefore() {
        ModelVersion first = registry.publish("iris");
        resolve(resolved);

        registry.transaction().executeWithoutResult(_ -> {
            registry.publish("iris");
            resolved.forgetAfterCommit();
            assertThat(resolve(resolved).orElseThrow().version())
                    .as("its own change")
                    .isEqualTo(2);
        });

        assertThat(first.version()).isEqualTo(1);
        assertThat(resolve(resolved).orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void whatWasFoundBeforeAChangeIsNotRememberedAfterIt() {
        ModelVersion first = registry.publish("iris");

        Optional<ModelVersion> late = resolved.resolve(IRIS, reference -> {
            Optional<ModelVersion> found = registry.rows().find(reference);
            registry.publish("iris");
            resolved.forgetAfterCommit();
            return found;
        });

        assertThat(late).contains(first);
        assertThat(resolve(resolved).orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void whatDoesNotExistIsAskedForEachTime() {
        assertThat(resolve(resolved)).isEmpty();
        registry.publish("iris");

        assertThat(resolve(resolved)).isPresent();
    }

    @Test
    void whereOthersWriteTooEveryQuestionGoesToTheDatabase() {
        ResolvedModels shared = new ResolvedModels(false);
        registry.publish("iris");
        resolve(shared);
        registry.publish("iris");

        assertThat(resolve(shared).orElseThrow().version()).isEqualTo(2);
    }
}
