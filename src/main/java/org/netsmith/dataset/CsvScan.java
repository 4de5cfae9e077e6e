package org.netsmith.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Scans plain delimited text by several threads, a block of the file at a time. */
final class CsvScan {

    private static final int BLOCK = 1 << 22;
    /** Blocks read before their findings are put together. */
    private static final int WINDOW = 16;

    private static final int LONGEST_RECORD = 1 << 20;

    private final FileChannel file;
    private final CsvChunk.Rules rules;
    private final int threads;
    private final int block;
    private final long size;
    private final long begin;
    private final ThreadLocal<byte[]> buffers;

    /** @param begin where the first row begins */
    CsvScan(FileChannel file, long begin, CsvChunk.Rules rules, int threads) throws IOException {
        this(file, begin, rules, threads, BLOCK);
    }

    CsvScan(FileChannel file, long begin, CsvChunk.Rules rules, int threads, int block) throws IOException {
        this.file = file;
        this.begin = begin;
        this.rules = rules;
        this.threads = threads;
        this.block = block;
        this.size = file.size();
        this.buffers = ThreadLocal.withInitial(() -> new byte[block + LONGEST_RECORD]);
    }

    /** What is in the rows; empty where the text is not plain. */
    Optional<CsvChunk> whole() throws IOException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            CsvChunk whole = new CsvChunk(rules);
            int blocks = Math.toIntExact((size - begin + block - 1) / block);
            long next = begin;
            for (int first = 0; first < blocks; first += WINDOW) {
                for (Part guess : all(pool, first, Math.min(blocks, first + WINDOW))) {
                    Part part = guess.begin == next ? guess : part(guess.index, next);
                    whole.add(part.records());
                    next = part.end;
                }
            }
            return Optional.of(whole);
        } catch (CsvChunk.NotPlain notPlain) {
            return Optional.empty();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException unread) {
                throw unread;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    /**
     * The records that begin in a block.
     *
     * @param begin where the first of them begins in the file
     * @param end where the one after the last of them begins
     * @param chunk null where they are not plain
     */
    private record Part(int index, long begin, long end, @Nullable CsvChunk chunk) {

        CsvChunk records() throws CsvChunk.NotPlain {
            if (chunk == null) {
                throw new CsvChunk.NotPlain();
            }
            return chunk;
        }
    }

    /**
     * Blocks by all threads, each as if its first line end were the end of a record: whether it is shows where the
     * block before ends.
     */
    private List<Part> all(ExecutorService pool, int first, int end) throws InterruptedException, ExecutionException {
        List<Callable<Part>> calls = new ArrayList<>();
        for (int i = first; i < end; i++) {
            int index = i;
            calls.add(() -> guess(index));
        }
        List<Part> parts = new ArrayList<>();
        for (Future<Part> future : pool.invokeAll(calls)) {
            parts.add(future.get());
        }
        return parts;
    }

    private Part guess(int index) throws IOException {
        long position = position(index);
        byte[] bytes = buffers.get();
        int length = read(position, bytes, bytes.length);
        return part(index, index == 0 ? 0 : lineAfter(bytes, position, Math.min(block, length)), bytes, length);
    }

    private Part part(int index, long begin) throws IOException {
        byte[] bytes = buffers.get();
        int length = read(position(index), bytes, bytes.length);
        return part(index, Math.toIntExact(begin - position(index)), bytes, length);
    }

    private Part part(int index, int from, byte[] bytes, int length) {
        long position = position(index);
        CsvChunk chunk = new CsvChunk(rules);
        try {
            int end = chunk.scan(bytes, from, Math.min(block, length), length, position + length == size);
            return new Part(index, position + from, position + end, chunk);
        } catch (CsvChunk.NotPlain notPlain) {
            return new Part(index, position + from, -1, null);
        }
    }

    private long position(int index) {
        return begin + (long) index * block;
    }

    /** After the first line end from the byte before the block on; the block's end where there is none. */
    private int lineAfter(byte[] bytes, long position, int owned) throws IOException {
        byte[] before = new byte[1];
        read(position - 1, before, 1);
        if (before[0] == '\n') {
            return 0;
        }
        int at = 0;
        while (at < owned && bytes[at] != '\n') {
            at++;
        }
        return Math.min(owned, at + 1);
    }

    private int read(long position, byte[] bytes, int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, most);
        while (buffer.hasRemaining()) {
            int read = file.read(buffer, position + buffer.position());
            if (read < 0) {
                break;
            }
        }
        return buffer.position();
    }
}
