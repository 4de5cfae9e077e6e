package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * The tokens of a lookup and their ids. Ids start with the mask, where the output is ids and there is a mask token;
 * then come the places of tokens out of the vocabulary; then the vocabulary in order. Special tokens may stand in
 * front of the vocabulary as it is given, and then count as those.
 *
 * @param given the vocabulary as it was given
 * @param oovIndices how many places tokens out of the vocabulary have
 * @param mask the token that stands for padding
 * @param oov the token that stands for all out of the vocabulary
 */
record Vocabulary<T>(
        List<T> given, int oovIndices, @Nullable T mask, T oov, OutputMode mode, boolean invert) {

    /** A token that is not counted. */
    private static final int NOWHERE = -1;

    Vocabulary {
        if (given.size() + (long) oovIndices >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "vocabulary and num_oov_indices must be fewer than %,d together".formatted(Integer.MAX_VALUE));
        }
        if (given.isEmpty()) {
            throw new IllegalArgumentException("vocabulary must hold at least one token, received none");
        }
        if (invert && mode != OutputMode.INT) {
            throw new IllegalArgumentException(
                    "output_mode must be 'int' where invert is true, received '%s'".formatted(mode.id()));
        }
    }

    /** How many ids stand in front of the vocabulary. */
    private int specials() {
        return Math.addExact(oovStart(), oovIndices);
    }

    private int oovStart() {
        return mask != null && mode == OutputMode.INT ? 1 : 0;
    }

    private boolean hasSpecials() {
        if (given.size() < specials()) {
            return false;
        }
        List<@Nullable T> specials = new ArrayList<>(Collections.nCopies(oovStart(), mask));
        specials.addAll(Collections.nCopies(oovIndices, oov));
        return given.subList(0, specials.size()).equals(specials);
    }

    private List<T> tokens() {
        return hasSpecials() ? given.subList(specials(), given.size()) : given;
    }

    /** How many ids there are. */
    private int size() {
        return Math.addExact(specials(), tokens().size());
    }

    /** How many ids there are or shall be; throws where that or what is in the vocabulary does not fit. */
    int size(@Nullable Integer agreed, @Nullable Integer most, boolean padded) {
        requireDifferent();
        requireNot(mask, "mask_token");
        requireNot(invert ? oov : null, "oov_token");
        if (agreed != null && agreed != size()) {
            throw new IllegalArgumentException(
                    "vocabulary_size must be that of the vocabulary with its special tokens, %d, received %d"
                            .formatted(size(), agreed));
        }
        if (most != null && size() > most) {
            throw new IllegalArgumentException(
                    "vocabulary and special tokens must be at most max_tokens, %d, received %d"
                            .formatted(most, size()));
        }
        if (padded && most == null) {
            throw new IllegalArgumentException("pad_to_max_tokens needs max_tokens, received none");
        }
        return size();
    }

    private void requireDifferent() {
        Set<T> seen = new HashSet<>();
        List<T> repeated = tokens().stream()
                .filter(token -> !seen.add(token))
                .distinct()
                .limit(5)
                .toList();
        if (!repeated.isEmpty()) {
            throw new IllegalArgumentException(
                    "vocabulary must hold every token once, received several of " + repeated);
        }
    }

    private void requireNot(@Nullable T special, String name) {
        if (special != null && tokens().contains(special)) {
            throw new IllegalArgumentException(
                    ("vocabulary must not hold the %s '%s', unless all special tokens stand in front of it; "
                                    + "received it at place %d")
                            .formatted(name, special, given.lastIndexOf(special)));
        }
    }

    /** The weight of each id: those given, the mean for special tokens that were not, and 0 for padding. */
    double @Nullable [] weights(@Nullable List<Double> given, int depth) {
        if (given == null) {
            return null;
        }
        double[] weights = new double[depth];
        int front = size() - given.size();
        double mean = given.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        for (int id = 0; id < size(); id++) {
            weights[id] = id < front ? mean : given.get(id - front);
        }
        return weights;
    }

    /** Throws unless there is a weight for each token exactly where the output needs weights. */
    void requireWeights(@Nullable List<Double> weights) {
        int needed = mode == OutputMode.TF_IDF ? given.size() : 0;
        int received = weights == null ? 0 : weights.size();
        if (needed != received) {
            throw new IllegalArgumentException(
                    ("idf_weights must be one for each token of the vocabulary with output_mode 'tf_idf', else none: "
                                    + "expected %d, received %d")
                            .formatted(needed, received));
        }
    }

    /**
     * Finds ids of the elements of a tensor.
     *
     * @param token reads the token at a flat index
     * @param bucket the place of a token out of the vocabulary, where there are several
     */
    Encoding.Ids ids(Tensor x, LongFunction<T> token, ToIntFunction<T> bucket) {
        Map<T, Integer> places = places();
        long row = Math.max(1, x.shape().tail().size());
        return index -> {
            T found = token.apply(index);
            if (found.equals(mask)) {
                return mode == OutputMode.INT ? 0 : NOWHERE;
            }
            Integer place = places.get(found);
            if (place == null && oovIndices == 0) {
                throw new UnknownTokenException(index / row, found.toString());
            }
            return place != null ? place : oovStart() + (oovIndices == 1 ? 0 : bucket.applyAsInt(found));
        };
    }

    private Map<T, Integer> places() {
        List<T> tokens = tokens();
        Map<T, Integer> places = HashMap.newHashMap(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            places.put(tokens.get(i), specials() + i);
        }
        return places;
    }

    /** Finds the token of an id; anything else is out of the vocabulary. */
    DoubleFunction<T> tokensOfIds() {
        List<T> tokens = tokens();
        int first = specials();
        return id -> {
            long place = (long) id - first;
            if (place >= 0 && place < tokens.size()) {
                return tokens.get((int) place);
            }
            return mask != null && (long) id == 0 ? mask : oov;
        };
    }
}
