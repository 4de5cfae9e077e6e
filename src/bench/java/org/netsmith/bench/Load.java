package org.netsmith.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same request again and again, each connection kept alive and asking anew once it is answered. A socket and a
 * dozen lines of HTTP, so that the client takes next to nothing of the processors it shares with the server.
 */
final class Load implements AutoCloseable {

    /** Times in microseconds, and answers a second of all connections together. */
    record Result(double median, double p99, double throughput) {

        /** The median over runs, figure by figure. */
        static Result median(List<Result> runs) {
            return new Result(
                    middle(runs.stream().mapToDouble(Result::median).toArray()),
                    middle(runs.stream().mapToDouble(Result::p99).toArray()),
                    middle(runs.stream().mapToDouble(Result::throughput).toArray()));
        }
    }

    private final List<Connection> connections;
    private final byte[] request;

    Load(int port, int connections, String path, byte[] body) throws IOException {
        String head = """
            POST %s HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: application/json\r
            Content-Length: %d\r
            \r
            """.formatted(path, body.length).replace("\r\r", "\r");
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        this.request = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        Connection[] opened = new Connection[connections];
        for (int i = 0; i < connections; i++) {
            opened[i] = new Connection(new Socket("127.0.0.1", port));
        }
        this.connections = List.of(opened);
    }

    /** Asks for so many seconds. */
    Result run(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        try (var threads = Executors.newFixedThreadPool(connections.size())) {
            List<Callable<long[]>> work = connections.stream()
                    .<Callable<long[]>>map(connection -> () -> connection.ask(request, end))
                    .toList();
            long[] nanos = threads.invokeAll(work).stream()
                    .flatMapToLong(times -> Arrays.stream(get(times)))
                    .sorted()
                    .toArray();
            return new Result(
                    nanos[nanos.length / 2] / 1e3, nanos[(int) (nanos.length * 0.99)] / 1e3, nanos.length / seconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long[] get(Future<long[]> times) {
        try {
            return times.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    static double middle(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        connections.forEach(Connection::close);
    }

    private static final class Connection {

        private final Socket socket;
        private final InputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        }

        long[] ask(byte[] request, long end) throws IOException {
            long[] nanos = new long[1 << 12];
            int count = 0;
            for (long now = System.nanoTime(); now < end; ) {
                socket.getOutputStream().write(request);
                readAnswer();
                long then = now;
                now = System.nanoTime();
                if (count == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * count);
                }
                nanos[count++] = now - then;
            }
            return Arrays.copyOf(nanos, count);
        }

        private void readAnswer() throws IOException {
            String status = line();
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException(status + "\n" + new String(in.readNBytes(in.available())));
            }
            long length = -1;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Long.parseLong(header.substring(15).strip());
                }
            }
            if (length >= 0) {
                in.skipNBytes(length);
            } else {
                skipChunks();
            }
        }

        private void skipChunks() throws IOException {
            int size;
            do {
                size = Integer.parseInt(line(), 16);
                in.skipNBytes(size);
                line();
            } while (size > 0);
        }

        private String line() throws IOException {
            var line = new StringBuilder(64);
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the server closed the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
