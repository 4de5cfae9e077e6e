package org.netsmith.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.netsmith.engine.fit.Callback;
import org.netsmith.training.Checkpoint.Kind;
import tools.jackson.databind.JsonNode;

/**
 * The worker's side of checkpoints: each is a file of its own in the task's directory, whole as soon as it has its
 * name, so that what is said of an epoch and what is read are never of two epochs. The server deletes what it has
 * taken over.
 */
final class CheckpointFiles {

    private final Path directory;
    private final Consumer<Path> network;
    private final boolean keepsLast;
    private int written;

    /** @param network writes the network as it is to a file */
    CheckpointFiles(Path directory, Consumer<Path> network, List<Callback> callbacks) {
        this.directory = directory;
        this.network = network;
        this.keepsLast = callbacks.stream()
                .anyMatch(callback -> callback instanceof Callback.ModelCheckpoint rule && !rule.saveBestOnly());
    }

    /** @param best whether the weights are the best so far */
    KeptWeights write(int epoch, JsonNode metrics, boolean best) {
        KeptWeights weights = new KeptWeights(written++, kinds(best), epoch, metrics);
        Path file = weights.file(directory);
        Path beside = file.resolveSibling(file.getFileName() + ".unfinished");
        network.accept(beside);
        try {
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return weights;
    }

    private List<Kind> kinds(boolean best) {
        List<Kind> kinds = new ArrayList<>();
        if (best) {
            kinds.add(Kind.BEST);
        }
        if (keepsLast) {
            kinds.add(Kind.LAST);
        }
        return kinds;
    }
}
