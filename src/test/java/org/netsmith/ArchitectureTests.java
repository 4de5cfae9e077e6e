package org.netsmith;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.netsmith.worker.Task;
import org.springframework.modulith.core.ApplicationModules;

/** Holds the house of the design: which module may use which, and what is kept out where. */
class ArchitectureTests {

    private static final JavaClasses NETSMITH = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.netsmith");

    /** Module to what it may use. The root may use all; {@code web} is shared by every module with controllers. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "serving", Set.of("registry", "dataset", "engine", "web"),
            "training", Set.of("registry", "network", "dataset", "format", "engine", "worker", "storage", "web"),
            "registry", Set.of("network", "dataset", "format", "engine", "worker", "storage", "web"),
            "network", Set.of("format", "engine", "web"),
            "dataset", Set.of("engine", "worker", "storage", "web"),
            "format", Set.of("engine"),
            "engine", Set.of(),
            "worker", Set.of("web"),
            "storage", Set.of(),
            "web", Set.of());

    private static final Set<Map.Entry<String, Set<String>>> ROWS = ARROWS.entrySet();

    private static final String[] SPRING = {"org.springframework..", "jakarta.servlet.."};

    @ParameterizedTest
    @FieldSource("ROWS")
    void arrowsPointOnlyWhereTheDesignSays(Map.Entry<String, Set<String>> row) {
        Set<String> used = NETSMITH.stream()
                .filter(type -> row.getKey().equals(module(type)))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> module(dependency.getTargetClass()))
                .filter(module -> !module.isEmpty() && !module.equals(row.getKey()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(row.getValue()).as("what %s may use", row.getKey()).containsAll(used);
    }

    @Test
    void everyModuleHasItsRowOfArrows() {
        assertThat(NETSMITH.stream()
                        .map(ArchitectureTests::module)
                        .filter(module -> !module.isEmpty())
                        .collect(Collectors.toSet()))
                .isEqualTo(ARROWS.keySet());
    }

    @Test
    void modulesHaveNoCyclesAndUseOnlyWhatIsExposed() {
        ApplicationModules.of(NetsmithServer.class).verify();
        SlicesRuleDefinition.slices()
                .matching("org.netsmith.(*)..")
                .should()
                .beFreeOfCycles()
                .check(NETSMITH);
    }

    @Test
    void theRootHoldsTheFrontDoorsAndNothingElse() {
        assertThat(NETSMITH.stream()
                        .filter(type -> type.getPackageName().equals("org.netsmith"))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("NetsmithServer", "NetsmithWorker");
    }

    @Test
    void nd4jIsKnownToTheBackendAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.netsmith.engine.backend..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
                .check(NETSMITH);
    }

    @Test
    void duckDbIsKnownToDatasetsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.netsmith.dataset..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.duckdb..")
                .check(NETSMITH);
    }

    @Test
    void theEngineAndTheFormatsKnowNoSpringAndNoHttp() {
        noClasses()
                .that()
                .resideInAnyPackage("org.netsmith.engine..", "org.netsmith.format..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPRING)
                .check(NETSMITH);
    }

    @Test
    void theEngineReadsNoFilesAndKnowsNoDatabase() {
        noClasses()
                .that()
                .resideInAPackage("org.netsmith.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..", "java.sql..", "javax.sql..")
                .check(NETSMITH);
    }

    @Test
    void theLocalBlobStoreKnowsNoSpring() {
        noClasses()
                .that()
                .haveNameMatching("org\\.netsmith\\.storage\\.(Blob.*|Directories.*)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPRING)
                .check(NETSMITH);
    }

    /** Everything that a task or the loop around it can reach within Netsmith. */
    @Test
    void nothingThatRunsInAWorkerKnowsSpring() {
        var reached = new TreeSet<String>();
        NETSMITH.stream()
                .filter(type ->
                        type.isAssignableTo(Task.class) || type.getSimpleName().matches("WorkerLoop|NetsmithWorker"))
                .forEach(type -> reach(type, reached));

        assertThat(reached).hasSizeGreaterThan(20);
        classes()
                .that(new DescribedPredicate<JavaClass>("run in a worker") {
                    @Override
                    public boolean test(JavaClass type) {
                        return reached.contains(type.getName());
                    }
                })
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("org.springframework..")))
                .check(NETSMITH);
    }

    private static void reach(JavaClass type, Set<String> reached) {
        if (type.getPackageName().startsWith("org.netsmith") && reached.add(type.getName())) {
            neighbours(type).forEach(next -> reach(next, reached));
        }
    }

    private static Stream<JavaClass> neighbours(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType());
    }

    /** {@code engine} of {@code org.netsmith.engine.layer}; empty for the root and for everybody else's classes. */
    private static String module(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("org.netsmith.")
                ? name.substring("org.netsmith.".length()).split("\\.")[0]
                : "";
    }
}
