package org.netsmith.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One who may take part: a name for the tables and the command that starts its process.
 *
 * @param threads what it computes with
 */
record Candidate(String name, int threads, List<String> command) {

    static final int THREADS = Runtime.getRuntime().availableProcessors();

    private static final String SCRIPT = "src/bench/python/peers.py";

    /** As a worker of Netsmith is started. */
    static Candidate netsmith(String name, String peer, int threads) {
        return java(name, peer, threads, "-XX:+UseSerialGC", "-Xmx1g");
    }

    static Candidate java(String name, String peer, int threads, String... flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=8g",
                "-cp",
                System.getProperty("java.class.path"),
                "org.netsmith.bench.peer.PeerProcess",
                peer,
                String.valueOf(threads)));
        return new Candidate(name, threads, command);
    }

    static Candidate python(String name, String peer) {
        String python = System.getProperty("python", "python3");
        return new Candidate(name, THREADS, List.of(python, SCRIPT, peer, String.valueOf(THREADS)));
    }

    /** Says on its standard error what it cannot say otherwise. */
    ProcessBuilder builder(Path log) {
        var builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        return builder;
    }
}
