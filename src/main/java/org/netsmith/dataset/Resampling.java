package org.netsmith.dataset;

/**
 * Changes the number of samples along an axis with a triangle filter: between two samples it interpolates linearly;
 * where there are to be fewer it is widened, so that every sample counts.
 */
final class Resampling {

    private Resampling() {}

    /**
     * Changes the middle extent of {@code [rows, from, group]}.
     *
     * @return {@code [rows, to, group]}
     */
    static byte[] rows(byte[] samples, int rows, int from, int to, int group) {
        double scale = (double) from / to;
        double reach = Math.max(1, scale);
        byte[] changed = new byte[Math.multiplyExact(Math.multiplyExact(rows, to), group)];
        for (int place = 0; place < to; place++) {
            double centre = (place + 0.5) * scale;
            int first = Math.max(0, (int) (centre - reach));
            double[] weights = weights(centre, reach, first, Math.min(from, (int) Math.ceil(centre + reach)));
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < group; i++) {
                    changed[(row * to + place) * group + i] =
                            sum(samples, (row * from + first) * group + i, group, weights);
                }
            }
        }
        return changed;
    }

    private static double[] weights(double centre, double reach, int first, int end) {
        double[] weights = new double[end - first];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private static byte sum(byte[] samples, int start, int step, double[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (samples[start + i * step] & 0xff);
        }
        return (byte) Math.round(sum);
    }
}
