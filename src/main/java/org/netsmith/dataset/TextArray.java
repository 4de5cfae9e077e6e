package org.netsmith.dataset;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An array of texts of equal room, filled up with zeros.
 *
 * @param size letters of room
 */
record TextArray(List<Long> extents, Letters letters, int size, MemorySegment bytes) implements FileArray {

    /** How a letter lies in the file. */
    enum Letters {
        BYTES(1, StandardCharsets.UTF_8),
        WIDE_LITTLE(4, StandardCharsets.UTF_32LE),
        WIDE_BIG(4, StandardCharsets.UTF_32BE);

        private final int bytes;
        private final Charset charset;

        Letters(int bytes, Charset charset) {
            this.bytes = bytes;
            this.charset = charset;
        }

        int bytes() {
            return bytes;
        }
    }

    TextArray {
        extents = List.copyOf(extents);
    }

    String text(long index) {
        long room = (long) size * letters.bytes;
        String whole = new String(bytes.asSlice(index * room, room).toArray(ValueLayout.JAVA_BYTE), letters.charset);
        int end = whole.length();
        while (end > 0 && whole.charAt(end - 1) == 0) {
            end--;
        }
        return whole.substring(0, end);
    }
}
