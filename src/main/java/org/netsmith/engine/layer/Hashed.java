package org.netsmith.engine.layer;

/** A layer that puts elements into buckets by a hash. Keras gives the numbers of buckets as integers. */
public sealed interface Hashed permits Hashing, HashedCrossing {

    OutputMode outputMode();
}
