package org.netsmith.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts the bytes of every body: at the first one too many the request is refused, whatever its Content-Length said.
 */
final class BodyLimits extends OncePerRequestFilter {

    private final WebSettings settings;
    private final ProblemWriter problems;

    BodyLimits(WebSettings settings, ProblemWriter problems) {
        this.settings = settings;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        DataSize limit = limit(request);
        if (request.getContentLengthLong() > limit.toBytes()) {
            problems.write(request, response, new BodyTooLargeException(limit).problem());
        } else if (request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) {
            problems.write(
                    request,
                    response,
                    new ProblemException(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE,
                            "Bodies are read as they are: expected no Content-Encoding."));
        } else {
            chain.doFilter(new CountedRequest(request, limit), response);
        }
    }

    private DataSize limit(HttpServletRequest request) {
        String type = request.getContentType();
        boolean json = type == null || type.regionMatches(true, 0, "application/json", 0, 16) || type.contains("+json");
        return json ? settings.jsonLimit() : settings.uploadLimit();
    }

    private static final class CountedRequest extends HttpServletRequestWrapper {

        private final DataSize limit;
        private CountedStream stream;

        CountedRequest(HttpServletRequest request, DataSize limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (stream == null) {
                stream = new CountedStream(super.getInputStream(), limit);
            }
            return stream;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class CountedStream extends ServletInputStream {

        private final ServletInputStream in;
        private final DataSize limit;
        private long left;

        CountedStream(ServletInputStream in, DataSize limit) {
            this.in = in;
            this.limit = limit;
            this.left = limit.toBytes();
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new BodyTooLargeException(limit);
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
