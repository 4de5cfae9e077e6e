package org.netsmith.dataset;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Texts in memory that is mapped: their number, where each ends (counted from the first text's first byte), then their
 * bytes in UTF-8.
 */
final class TextList extends AbstractList<String> implements RandomAccess {

    /** So few are kept as strings. */
    private static final int FEW = 10_000;

    private final int size;
    private final MemorySegment ends;
    private final MemorySegment bytes;

    private TextList(MemorySegment list) {
        this.size = Math.toIntExact(list.get(ValueLayout.JAVA_LONG, 0));
        this.ends = list.asSlice(Long.BYTES, (long) Long.BYTES * size);
        this.bytes = list.asSlice((long) Long.BYTES * (1 + size));
    }

    /** @param list begins with the list */
    static List<String> read(MemorySegment list) {
        TextList texts = new TextList(list);
        return texts.size() <= FEW ? List.copyOf(texts) : texts;
    }

    @Override
    public String get(int index) {
        long start = index == 0 ? 0 : end(index - 1);
        byte[] text = bytes.asSlice(start, end(index) - start).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }

    private long end(int index) {
        return ends.getAtIndex(ValueLayout.JAVA_LONG, index);
    }

    @Override
    public int size() {
        return size;
    }
}
