package org.netsmith.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netsmith.storage.Blob;

/** The server's side of checkpoints: takes the worker's files over, durably, before anything refers to them. */
record CheckpointStore(Publication publication) {

    /** Of each kind the newest; the files are gone after this. */
    List<Checkpoint> keep(Path directory, List<KeptWeights> written) {
        Map<Checkpoint.Kind, KeptWeights> newest = new EnumMap<>(Checkpoint.Kind.class);
        written.forEach(weights -> weights.kinds().forEach(kind -> newest.put(kind, weights)));
        List<Checkpoint> kept = new ArrayList<>();
        Map<Integer, Blob> files = new HashMap<>();
        newest.forEach((kind, weights) -> {
            Blob file = files.computeIfAbsent(weights.number(), _ -> publication.keep(weights.file(directory)));
            kept.add(new Checkpoint(kind, weights.epoch(), weights.metrics(), file.sha256(), file.bytes()));
        });
        written.forEach(weights -> delete(weights.file(directory)));
        return kept;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
