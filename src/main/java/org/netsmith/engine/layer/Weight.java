package org.netsmith.engine.layer;

import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.initializer.Initializer;

/**
 * A weight that a layer needs: its Keras name within the layer, its shape, how it starts, and whether training
 * changes it.
 */
public record Weight(String name, Shape shape, Initializer initializer, boolean trainable) {}
