package org.netsmith.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * The jar of this build as the container image holds it: unpacked into one small jar and the libraries beside it.
 *
 * @param directory where
 * @param classPath the jar first
 */
record Unpacked(Path directory, List<String> classPath) implements AutoCloseable {

    static Unpacked jar() throws IOException {
        Path jar = jarOfThisBuild();
        Path directory = Files.createTempDirectory("netsmith-jar");
        run(List.of(
                java(),
                "-Djarmode=tools",
                "-jar",
                jar.toString(),
                "extract",
                "--force",
                "--destination",
                directory.toString()));
        return new Unpacked(
                directory, List.of(directory.resolve(jar.getFileName()).toString()));
    }

    private static Path jarOfThisBuild() throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("netsmith-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no jar in target; make it with mvn package"));
        }
    }

    /** The same with a class of the benchmarks added, which Spring finds by its package. */
    Unpacked with(Class<?> extra) throws IOException {
        Path classes = directory.resolve("extra");
        String name = extra.getName().replace('.', '/') + ".class";
        Files.createDirectories(classes.resolve(name).getParent());
        try (InputStream in = extra.getClassLoader().getResourceAsStream(name)) {
            Files.write(classes.resolve(name), in.readAllBytes());
        }
        List<String> longer = new ArrayList<>(classPath);
        longer.add(classes.toString());
        return new Unpacked(directory, longer);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Runs a command to its end, which must be a good one. */
    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ":\n" + said);
        }
    }

    @Override
    public void close() throws IOException {
        FileSystemUtils.deleteRecursively(directory);
    }
}
