package org.netsmith.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandTests {

    @TempDir
    private Path directory;

    private List<String> command(Path aotCache) {
        WorkerSettings settings = new WorkerSettings(directory, "cpu", 1, null, null, null, null, null, aotCache, null);
        return new WorkerCommand(settings, directory, directory, directory)
                .builder()
                .command();
    }

    @Test
    void usesTheCacheOfClassesThatIsThere() throws IOException {
        Path cache = Files.writeString(directory.resolve("classes.aot"), "");

        assertThat(command(cache)).contains("-XX:AOTCache=" + cache);
    }

    @Test
    void mayUseTheMatrixUnitUnlessToldOtherwise() {
        WorkerSettings without =
                new WorkerSettings(directory, "cpu", 1, null, null, null, null, null, null, false);

        assertThat(command(null)).contains("-Dnetsmith.amx=true");
        assertThat(new WorkerCommand(without, directory, directory, directory)
                        .builder()
                        .command())
                .contains("-Dnetsmith.amx=false");
    }

    @Test
    void startsWithoutOneThatIsMissing() {
        assertThat(command(directory.resolve("missing.aot"))).noneMatch(flag -> flag.startsWith("-XX:AOTCache"));
        assertThat(command(null)).noneMatch(flag -> flag.startsWith("-XX:AOTCache"));
    }
}
