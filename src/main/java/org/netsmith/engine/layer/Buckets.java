package org.netsmith.engine.layer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bucket of a text, as TensorFlow's string operations find it: its {@link Fingerprint}, or with a salt its {@link
 * SipHash}, as an unsigned number modulo how many buckets there are.
 *
 * @param salt two halves of a key, null for none
 */
record Buckets(int count, @Nullable List<Long> salt) {

    /** The two halves that a salt stands for: a number alone is both. */
    static @Nullable List<Long> salt(@Nullable List<Long> given) {
        if (given != null && (given.isEmpty() || given.size() > 2)) {
            throw new IllegalArgumentException("salt must be one integer or two, received " + given);
        }
        return given == null ? null : List.of(given.getFirst(), given.getLast());
    }

    int of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long hash = salt == null ? Fingerprint.of(bytes) : SipHash.of(salt.getFirst(), salt.getLast(), bytes);
        return (int) Long.remainderUnsigned(hash, count);
    }
}
