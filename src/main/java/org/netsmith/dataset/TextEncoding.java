package org.netsmith.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a file's bytes are letters.
 *
 * @param mark bytes of the byte order mark at the start
 * @param firstOdd the first line that is not UTF-8, where that is why another encoding is taken; else 0
 */
record TextEncoding(Charset charset, int mark, long firstOdd) {

    private static final int BLOCK = 1 << 16;
    private static final Charset WESTERN = Charset.forName("windows-1252");
    private static final int HEAD = 512;
    private static final String USUAL =
            "utf-8, utf-16le, utf-16be, iso-8859-1, windows-1252, windows-1251, shift_jis, gb18030, euc-kr";

    /**
     * A byte order mark decides; then the option; then UTF-16 where every other byte at the start is zero; then UTF-8
     * where all bytes are, else windows-1252.
     */
    static TextEncoding of(Path file, @Nullable String option) throws IOException {
        byte[] head = head(file);
        if (starts(head, 0xef, 0xbb, 0xbf)) {
            return new TextEncoding(StandardCharsets.UTF_8, 3, 0);
        }
        if (starts(head, 0xff, 0xfe)) {
            return new TextEncoding(StandardCharsets.UTF_16LE, 2, 0);
        }
        if (starts(head, 0xfe, 0xff)) {
            return new TextEncoding(StandardCharsets.UTF_16BE, 2, 0);
        }
        if (option != null) {
            return new TextEncoding(Charset.forName(option), 0, 0);
        }
        if (isEveryOtherZero(head, 1)) {
            return new TextEncoding(StandardCharsets.UTF_16LE, 0, 0);
        }
        if (isEveryOtherZero(head, 0)) {
            return new TextEncoding(StandardCharsets.UTF_16BE, 0, 0);
        }
        long odd = firstLineNotUtf8(file);
        return new TextEncoding(odd == 0 ? StandardCharsets.UTF_8 : WESTERN, 0, odd);
    }

    /** Whether text can be read in it; those that only guess at others are none. */
    static boolean isKnown(String name) {
        try {
            return !name.isEmpty() && Charset.isSupported(name) && Charset.forName(name).canEncode();
        } catch (IllegalCharsetNameException none) {
            return false;
        }
    }

    /** The usual ones, for messages. */
    static String names() {
        return USUAL;
    }

    /** Bytes that mean nothing in the encoding end reading with a {@link java.nio.charset.CharacterCodingException}. */
    Reader reader(Path file) throws IOException {
        InputStream input = new BufferedInputStream(Files.newInputStream(file), BLOCK);
        input.skipNBytes(mark);
        return new InputStreamReader(input, strict(charset));
    }

    private static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(charset == WESTERN ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT);
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            return input.readNBytes(HEAD);
        }
    }

    /** Whether bytes look like UTF-16 without a mark, its zeros from this place on and nowhere else. */
    static boolean isEveryOtherZero(byte[] head, int from) {
        int zeros = 0;
        for (int i = 0; i < head.length; i++) {
            if (head[i] == 0 && i % 2 != from) {
                return false;
            }
            zeros += head[i] == 0 ? 1 : 0;
        }
        return head.length >= 8 && 4 * zeros >= head.length;
    }

    private static boolean starts(byte[] head, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (head.length <= i || (head[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** 0 where there is none. Blocks without any byte above 127 need no decoder. */
    private static long firstLineNotUtf8(Path file) throws IOException {
        CharsetDecoder decoder = strict(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
        CharBuffer letters = CharBuffer.allocate(BLOCK);
        long passed = 0;
        try (InputStream input = Files.newInputStream(file)) {
            for (boolean end = false; !end; ) {
                int read = input.readNBytes(bytes.array(), bytes.position(), bytes.remaining());
                end = read < bytes.remaining();
                bytes.limit(bytes.position() + read).position(0);
                if (isAscii(MemorySegment.ofBuffer(bytes))) {
                    passed += bytes.limit();
                    bytes.clear();
                    continue;
                }
                CoderResult result = decoder.decode(bytes, letters.clear(), end);
                passed += bytes.position();
                if (result.isError()) {
                    return line(file, passed);
                }
                bytes.compact();
            }
        }
        return 0;
    }

    private static boolean isAscii(MemorySegment bytes) {
        long all = 0;
        long place = 0;
        for (; place + Long.BYTES <= bytes.byteSize(); place += Long.BYTES) {
            all |= bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, place);
        }
        for (; place < bytes.byteSize(); place++) {
            all |= bytes.get(ValueLayout.JAVA_BYTE, place);
        }
        return (all & 0x8080808080808080L) == 0;
    }

    /** The line in which a byte is. */
    private static long line(Path file, long place) throws IOException {
        long line = 1;
        try (InputStream input = new BufferedInputStream(Files.newInputStream(file), BLOCK)) {
            for (long i = 0; i < place; i++) {
                line += input.read() == '\n' ? 1 : 0;
            }
        }
        return line;
    }
}
