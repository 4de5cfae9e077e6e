package org.netsmith.serving;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The models in memory by the SHA-256 of their files, the least recently used ones first to go. A model is loaded by
 * the request that first needs it; who needs the same one waits for it, everyone else goes on.
 */
final class LoadedModels {

    private final long capacity;
    private final Map<String, CompletableFuture<LoadedModel>> models = new LinkedHashMap<>(16, 0.75f, true);

    /** @param capacity bytes of weights; one model is kept whatever its size */
    LoadedModels(long capacity) {
        this.capacity = capacity;
    }

    /** Lets a model work, loading it before where it is not in memory. */
    <T> T with(String sha256, Supplier<LoadedModel> loading, Function<LoadedModel, T> work) {
        LoadedModel model = retain(sha256, loading);
        try {
            return work.apply(model);
        } finally {
            model.release();
        }
    }

    /** How many models are in memory or on their way there. */
    int size() {
        synchronized (models) {
            return models.size();
        }
    }

    private LoadedModel retain(String sha256, Supplier<LoadedModel> loading) {
        while (true) {
            LoadedModel model = get(sha256, loading);
            if (model.retain()) {
                return model;
            }
        }
    }

    private LoadedModel get(String sha256, Supplier<LoadedModel> loading) {
        CompletableFuture<LoadedModel> mine = new CompletableFuture<>();
        CompletableFuture<LoadedModel> present = putIfAbsent(sha256, mine);
        if (present != null) {
            return join(present);
        }
        try {
            mine.complete(loading.get());
        } catch (RuntimeException | Error failed) {
            forget(sha256);
            mine.completeExceptionally(failed);
            throw failed;
        }
        evict(sha256);
        return mine.join();
    }

    private @Nullable CompletableFuture<LoadedModel> putIfAbsent(String sha256, CompletableFuture<LoadedModel> mine) {
        synchronized (models) {
            return models.putIfAbsent(sha256, mine);
        }
    }

    private void forget(String sha256) {
        synchronized (models) {
            models.remove(sha256);
        }
    }

    /** Lets the least recently used models go, but not the newest one, until the others fit. */
    private void evict(String newest) {
        synchronized (models) {
            long bytes = models.values().stream().mapToLong(LoadedModels::bytes).sum();
            Iterator<Map.Entry<String, CompletableFuture<LoadedModel>>> eldestFirst =
                    models.entrySet().iterator();
            while (bytes > capacity && eldestFirst.hasNext()) {
                var entry = eldestFirst.next();
                LoadedModel model = entry.getValue().getNow(null);
                if (model != null && !entry.getKey().equals(newest)) {
                    bytes -= model.bytes();
                    eldestFirst.remove();
                    model.release();
                }
            }
        }
    }

    private static long bytes(CompletableFuture<LoadedModel> loading) {
        LoadedModel model = loading.getNow(null);
        return model == null ? 0 : model.bytes();
    }

    private static LoadedModel join(CompletableFuture<LoadedModel> loading) {
        try {
            return loading.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }
}
