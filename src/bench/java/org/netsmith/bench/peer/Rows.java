package org.netsmith.bench.peer;

import java.util.Random;
import org.netsmith.bench.Workload;

/** Features in [0, 1) and random classes, for one batch. */
record Rows(float[] features, int[] classes) {

    static Rows random(Workload workload, long seed) {
        Random random = new Random(seed);
        float[] features = new float[workload.batch() * workload.features()];
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextFloat();
        }
        return new Rows(
                features, random.ints(workload.batch(), 0, workload.classes()).toArray());
    }

    /** A row for each row, 1 at its class. */
    float[] oneHot(int count) {
        float[] encoded = new float[classes.length * count];
        for (int row = 0; row < classes.length; row++) {
            encoded[row * count + classes[row]] = 1;
        }
        return encoded;
    }
}
