package org.netsmith.storage;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one line why the server did not start. */
final class HomeLockFailureAnalyzer extends AbstractFailureAnalyzer<HomeLock.UnavailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, HomeLock.UnavailableException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
