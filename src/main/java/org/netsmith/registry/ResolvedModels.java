package org.netsmith.registry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What references were last found to mean, so that a prediction asks no database. Only where this process alone writes
 * to the database: then every change passes here, and all is forgotten before whoever made it hears of it.
 */
@Component
final class ResolvedModels {

    private static final int MOST = 1000;

    private final boolean alone;

    /** Replaced, never emptied: who has read rows from before a change writes into a map that nobody reads. */
    private volatile Map<ModelReference, ModelVersion> known = new ConcurrentHashMap<>();

    @Autowired
    ResolvedModels(@Value("${spring.datasource.url:embedded}") String database) {
        this(database.equals("embedded"));
    }

    /** @param alone whether no other process writes to the database */
    ResolvedModels(boolean alone) {
        this.alone = alone;
    }

    /** What is known, or else found; within a transaction always found, because only it sees its own changes. */
    Optional<ModelVersion> resolve(ModelReference reference, Function<ModelReference, Optional<ModelVersion>> finding) {
        if (!alone || TransactionSynchronizationManager.isActualTransactionActive()) {
            return finding.apply(reference);
        }
        Map<ModelReference, ModelVersion> before = known;
        ModelVersion model = before.get(reference);
        if (model != null) {
            return Optional.of(model);
        }
        Optional<ModelVersion> found = finding.apply(reference);
        found.filter(_ -> before.size() < MOST).ifPresent(version -> before.put(reference, version));
        return found;
    }

    /** Forgets everything once the present transaction has committed, or now where there is none. */
    void forgetAfterCommit() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            forget();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                forget();
            }
        });
    }

    private void forget() {
        known = new ConcurrentHashMap<>();
    }
}
