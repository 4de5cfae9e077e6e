package org.netsmith.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.registry.AuditEntry.Action;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;

class ModelsTests {

    private TestRegistry registry;
    private Models models;

    @BeforeEach
    void opens(@TempDir Path directory) {
        registry = TestRegistry.in(directory);
        models = registry.models();
    }

    @AfterEach
    void closes() {
        registry.close();
    }

    @Test
    void keepsAllThatMadeAVersion() {
        registry.publish("iris", "champion");

        assertThat(models.find("iris")).hasValueSatisfying(model -> {
            assertThat(model.reference()).isEqualTo("iris@1");
            assertThat(model.createdAt()).isEqualTo(TestRegistry.NOON);
            assertThat(model.aliases()).containsExactly("champion");
            assertThat(model.parameters()).isEqualTo(67);
            assertThat(model.metrics()).isEqualTo(Map.of("loss", 0.25));
            assertThat(model.source()).isEqualTo(TestRegistry.source("job-1"));
            assertThat(model.bytes()).isEqualTo(1_234);
            assertThat(model.sha256()).isEqualTo("ab".repeat(32));
        });
    }

    @Test
    void findsTheNewestAnyVersionAndAnyAlias() {
        registry.publish("iris", "champion");
        registry.publish("iris", "challenger");
        registry.publish("other");

        assertThat(models.find("iris"))
                .hasValueSatisfying(model -> assertThat(model.version()).isEqualTo(2));
        assertThat(models.find("iris@1"))
                .hasValueSatisfying(model -> assertThat(model.version()).isEqualTo(1));
        assertThat(models.find("iris@champion"))
                .hasValueSatisfying(model -> assertThat(model.version()).isEqualTo(1));
        assertThat(models.find("iris@challenger"))
                .hasValueSatisfying(model -> assertThat(model.version()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "iris",
                "rose@2",
                "rose@0",
                "rose@99999999999",
                "rose@nobody",
                "rose@1@1",
                "../rose",
                "rose "
            })
    void findsNothingElse(String reference) {
        registry.publish("rose");

        assertThat(models.find(reference)).isEmpty();
    }

    @Test
    void aPathsVersionIsANumberAndItsAliasIsNot() {
        registry.publish("iris", "champion");

        assertThat(models.version("iris", "1")).isEqualTo(models.aliased("iris", "champion"));
        assertProblem(ProblemType.NOT_FOUND, () -> models.version("iris", "champion"));
        assertProblem(ProblemType.NOT_FOUND, () -> models.aliased("iris", "1"));
    }

    @Test
    void publishingMovesAliasesAndKeepsEveryMove() {
        registry.publish("iris", "champion");
        registry.publish("iris", "champion");
        models.deleteAlias("iris", "champion", "george");

        assertThat(models.aliases("iris")).isEmpty();
        assertThat(registry.rows().audit("iris", Long.MAX_VALUE, 10))
                .extracting(ModelRows.Numbered::value)
                .containsExactly(
                        entry("george", Action.ALIAS_DELETED, "champion", 2, null),
                        entry("job:job-1", Action.ALIAS_SET, "champion", 1, 2),
                        entry("job:job-1", Action.VERSION_PUBLISHED, null, null, 2),
                        entry("job:job-1", Action.ALIAS_SET, "champion", null, 1),
                        entry("job:job-1", Action.VERSION_PUBLISHED, null, null, 1));
    }

    private static AuditEntry entry(String caller, Action action, String alias, Integer from, Integer to) {
        return new AuditEntry(TestRegistry.NOON, caller, action, alias, from, to);
    }

    @Test
    void anAliasPointsOnlyAtWhatExists() {
        registry.publish("iris");

        assertProblem(ProblemType.UNKNOWN_REFERENCE, () -> models.setAlias("iris", "champion", 2, "george"));
        assertProblem(ProblemType.NOT_FOUND, () -> models.setAlias("rose", "champion", 1, "george"));
        assertProblem(ProblemType.NOT_FOUND, () -> models.deleteAlias("iris", "champion", "george"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "-x", "a b", "a@b"})
    void anAliasIsANameAndNotANumber(String alias) {
        registry.publish("iris");

        assertProblem(ProblemType.INVALID_REQUEST, () -> models.setAlias("iris", alias, 1, "george"));
    }

    @Test
    void whatAnAliasPointsAtIsNotDeleted() {
        registry.publish("iris", "champion");
        registry.publish("iris");

        assertProblem(ProblemType.CONFLICT, () -> models.delete("iris", 1, "george"));
        assertProblem(ProblemType.CONFLICT, () -> models.delete("iris", "george"));
        assertThat(models.versions("iris")).hasSize(2);
    }

    @Test
    void aDeletedVersionsNumberIsNeverGivenAgain() {
        registry.publish("iris");
        registry.publish("iris");
        models.delete("iris", 2, "george");
        assertThat(registry.publish("iris").version()).isEqualTo(3);

        models.delete("iris", "george");

        assertProblem(ProblemType.NOT_FOUND, () -> models.versions("iris"));
        assertThat(registry.publish("iris").version()).isEqualTo(4);
    }

    @Test
    void publishingIsUndoneWithTheCallersTransaction() {
        registry.transaction().executeWithoutResult(status -> {
            registry.publish("iris", "champion");
            status.setRollbackOnly();
        });

        assertThat(models.find("iris")).isEmpty();
        assertThat(registry.publish("iris").version()).isEqualTo(1);
    }

    @Test
    void whatModelsWereMadeOfIsReferredTo() {
        registry.publish("iris");
        registry.publish("rose");
        ModelLineage lineage = new ModelLineage();

        assertThat(lineage.modelsTrainedOn(registry.rows()).referringTo("iris@1"))
                .containsExactly("model iris@1", "model rose@1");
        assertThat(lineage.modelsTrainedOn(registry.rows()).referringTo("iris@2"))
                .isEmpty();
        assertThat(lineage.modelsMadeOf(registry.rows()).to("mlp@2")).containsExactly("model iris@1", "model rose@1");
    }

    private static void assertProblem(ProblemType type, Runnable work) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(work::run)
                .satisfies(problem -> assertThat(problem.type()).isEqualTo(type));
    }
}
