package org.netsmith.worker;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The command line and environment of a worker process: the same Java and the same classes as this one, but none of
 * its secrets.
 */
record WorkerCommand(WorkerSettings settings, Path temporary, Path crashes, Path cache) {

    /** A fat jar opens its nested jars by this class; it is on the class path of that jar only. */
    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

    private static final Set<String> ENVIRONMENT = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LANG",
            "LC_ALL",
            "TZ",
            "SystemRoot",
            "USERPROFILE",
            "LD_LIBRARY_PATH",
            "CUDA_PATH",
            "CUDA_VISIBLE_DEVICES",
            "NVIDIA_VISIBLE_DEVICES");

    ProcessBuilder builder() {
        var builder = new ProcessBuilder(arguments()).directory(temporary.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(ENVIRONMENT);
        environment.put("TMPDIR", temporary.toString());
        environment.put("OMP_NUM_THREADS", settings.threads().toString());
        return builder;
    }

    private List<String> arguments() {
        var arguments = new ArrayList<String>();
        arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        arguments.addAll(virtualMachine());
        arguments.addAll(List.of("-cp", classPath()));
        if (inFatJar()) {
            arguments.addAll(List.of("-Dloader.main=" + settings.mainClass(), LAUNCHER));
        } else {
            arguments.add(settings.mainClass());
        }
        return arguments;
    }

    private List<String> virtualMachine() {
        var flags = new ArrayList<>(List.of(
                "-Xmx" + settings.heap().toBytes(),
                "-XX:MaxDirectMemorySize=" + settings.nativeMemory().toBytes(),
                "-Dorg.bytedeco.javacpp.maxbytes=" + settings.nativeMemory().toBytes(),
                // The default would count files mapped into memory too, and refuse work that is well within its limit.
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + crashes.resolve("hs_err_%p.log"),
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + temporary,
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "-D" + WorkerLoop.THREADS + "=" + settings.threads(),
                "-D" + WorkerLoop.BACKEND + "=" + settings.backend(),
                "-D" + WorkerLoop.CACHE + "=" + cache,
                "-Dnetsmith.amx=" + settings.amx()));
        aotCache().ifPresent(cache -> flags.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:disable")));
        String natives = System.getProperty("org.bytedeco.javacpp.cachedir");
        if (natives != null) {
            flags.add("-Dorg.bytedeco.javacpp.cachedir=" + natives);
        }
        return flags;
    }

    /**
     * A cache that does not fit is only worth a warning to the virtual machine, on standard output, which belongs to
     * the protocol; hence its silence.
     */
    private Optional<Path> aotCache() {
        Path beside = Path.of(classPath().split(File.pathSeparator)[0]).resolveSibling("worker.aot");
        return Optional.ofNullable(settings.aotCache())
                .or(() -> Optional.of(beside))
                .map(Path::toAbsolutePath)
                .filter(Files::isRegularFile);
    }

    /** Absolute, because the worker has another working directory. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean inFatJar() {
        return ClassLoader.getSystemResource(LAUNCHER.replace('.', '/') + ".class") != null;
    }
}
