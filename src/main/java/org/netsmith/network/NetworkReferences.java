package org.netsmith.network;

import java.util.List;

/** What refers to networks, asked before one is deleted. Modules that keep such references implement it as a bean. */
@FunctionalInterface
public interface NetworkReferences {

    /**
     * Names everything that refers to a network version, as in {@code "model iris@1"}.
     *
     * @param reference name and version, as in {@code iris-mlp@2}
     */
    List<String> to(String reference);
}
