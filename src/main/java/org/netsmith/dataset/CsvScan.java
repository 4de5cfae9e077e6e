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
    }

    /** What is in the rows; empty where the text is not plain. */
    Optional<CsvChunk> whole() throws IOException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            CsvChunk whole = new CsvChunk(rules);
            int blocks = Math.toIntExact((size - begin + block - 1) / block);
            long quotes = 0;
            for (int first = 0; first < blocks; first += WINDOW) {
                int end = Math.min(blocks, first + WINDOW);
                List<Boolean> inside = new ArrayList<>();
                for (long count : all(pool, first, end, this::quotes)) {
                    inside.add(quotes % 2 == 1);
                    quotes += count;
                }
                int start = first;
                all(pool, first, end, i -> chunk(i, inside.get(i - start))).forEach(whole::add);
            }
            return Optional.of(whole);
        } catch (ExecutionException failed) {
            return notPlain(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static Optional<CsvChunk> notPlain(Throwable cause) throws IOException {
        return switch (cause) {
            case CsvChunk.NotPlain _ -> Optional.empty();
            case IOException failed -> throw failed;
            default -> throw new IllegalStateException(cause);
        };
    }

    /** Work on one block. */
    private interface OfBlock<T> {
        T of(int block) throws IOException, CsvChunk.NotPlain;
    }

    private static <T> List<T> all(ExecutorService pool, int first, int end, OfBlock<T> work)
            throws InterruptedException, ExecutionException {
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = first; i < end; i++) {
            int at = i;
            calls.add(() -> work.of(at));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : pool.invokeAll(calls)) {
            results.add(future.get());
        }
        return results;
    }

    private long quotes(int index) throws IOException {
        byte[] bytes = new byte[block];
        int length = read(begin + (long) index * block, bytes);
        long quotes = 0;
        for (int i = 0; i < length; i++) {
            quotes += bytes[i] == '"' ? 1 : 0;
        }
        return quotes;
    }

    /**
     * The records that begin in a block.
     *
     * @param inside whether the block begins within quotes
     */
    private CsvChunk chunk(int index, boolean inside) throws IOException, CsvChunk.NotPlain {
        long position = begin + (long) index * block;
        byte[] bytes = new byte[block + LONGEST_RECORD];
        int length = read(position, bytes);
        int owned = Math.min(block, length);
        int from = index == 0 ? 0 : recordAfter(bytes, position, owned, inside);
        CsvChunk chunk = new CsvChunk(rules);
        chunk.scan(bytes, from, owned, length, position + length == size);
        return chunk;
    }

    /** Where the first record begins, which may be the block's first byte; its end where none does. */
    private int recordAfter(byte[] bytes, long position, int owned, boolean insideQuotes) throws IOException {
        byte[] before = new byte[1];
        read(position - 1, before);
        if (before[0] == '\n' && !insideQuotes) {
            return 0;
        }
        boolean inside = insideQuotes;
        for (int i = 0; i < owned; i++) {
            if (bytes[i] == '"') {
                inside = !inside;
            } else if (bytes[i] == '\n' && !inside) {
                return i + 1;
            }
        }
        return owned;
    }

    private int read(long position, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int read = file.read(buffer, position + buffer.position());
            if (read < 0) {
                break;
            }
        }
        return buffer.position();
    }
}
