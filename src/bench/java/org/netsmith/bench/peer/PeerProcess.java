package org.netsmith.bench.peer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import org.netsmith.bench.Workload;
import org.slf4j.LoggerFactory;

/**
 * The process of a peer in Java: answers with its version, then trains what it is told, a line {@code train
 * <workload>} each. Every answer has a mark in front, as libraries print what they like.
 */
public final class PeerProcess {

    public static final String ANSWER = "@ ";

    private final PrintStream answers;
    private final BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));

    private PeerProcess(PrintStream answers) {
        this.answers = answers;
    }

    public static void main(String[] arguments) throws IOException {
        var process = new PeerProcess(new PrintStream(System.out, true));
        System.setOut(System.err);
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        process.run(arguments[0], Integer.parseInt(arguments[1]));
        // Some libraries leave threads behind.
        System.exit(0);
    }

    private void run(String name, int threads) throws IOException {
        Peer peer;
        try {
            peer = peer(name, threads);
            answer(peer.version());
        } catch (Exception | LinkageError failure) {
            answer(absent(failure));
            return;
        }
        String line = commands.readLine();
        while (line != null) {
            train(peer, line);
            line = commands.readLine();
        }
    }

    private static Peer peer(String name, int threads) {
        return switch (name) {
            case "netsmith" -> Netsmith.withThreads(threads);
            case "dl4j" -> new Deeplearning4j();
            case "samediff" -> new SameDiffTraining();
            case "djl" -> new DjlPyTorch(threads);
            case "products" -> new NetsmithProducts(threads);
            case "openblas" -> new OpenBlas(threads);
            default -> throw new AbsentException("nobody is called " + name);
        };
    }

    private void train(Peer peer, String line) {
        try {
            Workload workload = Workload.parse(line.substring("train ".length()));
            peer.train(workload, new Pace(commands, answers, workload.batches()));
            answer("stopped");
        } catch (Exception | LinkageError failure) {
            failure.printStackTrace();
            answer(absent(failure));
        }
    }

    private static String absent(Throwable failure) {
        String reason = failure instanceof AbsentException ? failure.getMessage() : failure.toString();
        return "absent " + reason.lines().findFirst().orElse("");
    }

    private void answer(String text) {
        answers.println(ANSWER + text);
    }
}
