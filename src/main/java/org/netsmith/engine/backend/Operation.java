package org.netsmith.engine.backend;

/**
 * One piece of work on tensors that were bound when it was made. A network is built once into a list of these, so that
 * a training step looks nothing up and allocates nothing.
 */
@FunctionalInterface
public interface Operation {

    void run();
}
