package org.netsmith.engine.layer;

/**
 * A layer that makes what a network can learn from of raw data. What it knows of the data, as moments or a vocabulary,
 * is part of its definition: it has no weights and learns nothing.
 */
public sealed interface Preprocessing extends SingleInput
        permits Normalization, Discretization, CategoryEncoding, Hashing, StringLookup, IntegerLookup {}
