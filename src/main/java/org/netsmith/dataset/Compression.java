package org.netsmith.dataset;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** What a single file may be packed in, told by its first bytes. */
enum Compression {
    NONE,
    GZIP,
    ZSTD;

    /** As many first bytes as it takes to tell. */
    static final int HEAD = 4;

    private static final int BLOCK = 1 << 16;

    static Compression of(byte[] head) {
        if (starts(head, 0x1f, 0x8b)) {
            return GZIP;
        }
        return starts(head, 0x28, 0xb5, 0x2f, 0xfd) ? ZSTD : NONE;
    }

    private static boolean starts(byte[] head, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (head.length <= i || (head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    InputStream unpack(InputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new GZIPInputStream(packed, BLOCK);
            case ZSTD -> new ZstdInputStream(packed);
        };
    }

    /** Whether a failure says that the packed data are at fault, not the disk. */
    static boolean isDamage(Exception failure) {
        return failure instanceof ZipException || failure instanceof MalformedInputException || isEarlyEnd(failure);
    }

    /** The decoder of Zstandard has no exception of its own for it. */
    private static boolean isEarlyEnd(Exception failure) {
        return failure instanceof EOFException
                || String.valueOf(failure.getMessage()).startsWith("Not enough input bytes");
    }

    /** What is wrong with packed data, in words. */
    String damage(Exception failure) {
        String format = name().toLowerCase(Locale.ROOT);
        if (isEarlyEnd(failure)) {
            return "the %s data ends early".formatted(format);
        }
        String said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean sum = said.contains("trailer") || said.contains("checksum");
        return "damaged %s data (%s)".formatted(format, sum ? "check sum" : "not readable");
    }
}
