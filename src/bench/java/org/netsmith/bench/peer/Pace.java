package org.netsmith.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Says when a peer trains and when it is idle. The first epoch is answered with {@code ready}; then each {@code turn
 * <seconds> <steps>} runs epochs until both are reached and answers with the microseconds of a step; {@code stop} ends.
 */
final class Pace {

    private final BufferedReader commands;
    private final PrintStream answers;
    private final int stepsPerEpoch;
    private boolean begun;
    private double leastSeconds;
    private int leastSteps;
    private long steps;
    private long start;

    Pace(BufferedReader commands, PrintStream answers, int stepsPerEpoch) {
        this.commands = commands;
        this.answers = answers;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /**
     * Called where an epoch has ended; returns when the next one is wanted.
     *
     * @return whether one is
     */
    boolean epochEnded() {
        double seconds = (System.nanoTime() - start) / 1e9;
        steps += stepsPerEpoch;
        if (begun && (seconds < leastSeconds || steps < leastSteps)) {
            return true;
        }
        answer(begun ? String.format(Locale.ROOT, "%.3f", seconds * 1e6 / steps) : "ready");
        begun = true;
        return isAnotherTurn();
    }

    private boolean isAnotherTurn() {
        String[] words = readCommand().split(" ");
        if (!words[0].equals("turn")) {
            return false;
        }
        leastSeconds = Double.parseDouble(words[1]);
        leastSteps = Integer.parseInt(words[2]);
        steps = 0;
        start = System.nanoTime();
        return true;
    }

    private String readCommand() {
        try {
            String line = commands.readLine();
            return line == null ? "stop" : line;
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    private void answer(String text) {
        answers.println(PeerProcess.ANSWER + text);
    }
}
