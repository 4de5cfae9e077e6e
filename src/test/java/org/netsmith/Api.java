package org.netsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that knows nothing but HTTP. */
final class Api implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> FINISHED = Set.of("succeeded", "failed", "cancelled");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    Api(int port) {
        base = URI.create("http://localhost:" + port);
    }

    /** An answer: its status, its headers and, where it is JSON, what it says. */
    record Answer(int status, HttpResponse<String> raw) {

        JsonNode json() {
            return JSON.readTree(raw.body());
        }

        Answer expect(int expected) {
            assertThat(status)
                    .as("%s %s: %s", raw.request().method(), raw.uri(), raw.body())
                    .isEqualTo(expected);
            return this;
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path, String json) {
        return send("POST", path, "application/json", BodyPublishers.ofString(json));
    }

    Answer put(String path, String json) {
        return send("PUT", path, "application/json", BodyPublishers.ofString(json));
    }

    Answer send(String method, String path, String mediaType, BodyPublisher body) {
        return send(request(path).header("Content-Type", mediaType).method(method, body));
    }

    /** Uploads one CSV file and waits until it is ready. */
    JsonNode upload(String name, Path csv) {
        try {
            HttpRequest.Builder request = request("/api/v1/datasets?name=" + name)
                    .header("Content-Type", "text/csv")
                    .header("Prefer", "wait=60")
                    .POST(BodyPublishers.ofFile(csv));
            return send(request).expect(201).json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Uploads several files as one data set and waits until it is ready. */
    JsonNode uploadFiles(String name, List<Path> files) {
        return uploaded(name, files).expect(201).json();
    }

    /** Uploads several files as one data set and waits until it is ready or refused. */
    Answer uploaded(String name, List<Path> files) {
        String boundary = "netsmith-test-boundary";
        List<BodyPublisher> parts = new ArrayList<>();
        parts.add(BodyPublishers.ofString(
                "--%s\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n%s\r\n".formatted(boundary, name)));
        try {
            for (Path file : files) {
                parts.add(BodyPublishers.ofString(
                        ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                                        + "Content-Type: application/octet-stream\r\n\r\n")
                                .formatted(boundary, file.getFileName())));
                parts.add(BodyPublishers.ofFile(file));
                parts.add(BodyPublishers.ofString("\r\n"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        parts.add(BodyPublishers.ofString("--" + boundary + "--\r\n"));
        HttpRequest.Builder request = request("/api/v1/datasets")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Prefer", "wait=60")
                .POST(BodyPublishers.concat(parts.toArray(BodyPublisher[]::new)));
        return send(request);
    }

    /** Submits a training job and returns its path. */
    String submit(String specification) {
        Answer answer = post("/api/v1/training-jobs", specification).expect(202);
        assertThat(answer.json().path("id").asString()).isNotBlank();
        return URI.create(answer.header("Location")).getPath();
    }

    /** Waits for the end of a job and returns it. */
    JsonNode finished(String job) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> FINISHED.contains(state(job)));
        return get(job).expect(200).json();
    }

    /** Waits for a job's success and returns it. */
    JsonNode succeeded(String job) {
        JsonNode finished = finished(job);
        assertThat(finished.path("state").asString()).as("%s", finished).isEqualTo("succeeded");
        return finished;
    }

    String state(String job) {
        return get(job).expect(200).json().path("state").asString();
    }

    /** The predictions for some instances, as they were written. */
    String predict(String model, String instances) {
        return post("/api/v1/models/" + model + ":predict", "{\"instances\": " + instances + "}")
                .expect(200)
                .json()
                .path("predictions")
                .toString();
    }

    /** One server-sent event. */
    record Event(String type, JsonNode data) {}

    /** Follows a job's event stream until its {@code done} event. */
    List<Event> follow(String job) {
        HttpRequest request = request(job + "/events")
                .header("Accept", "text/event-stream")
                .GET()
                .build();
        try (var lines = http.send(request, BodyHandlers.ofLines()).body()) {
            List<Event> events = new ArrayList<>();
            String type = "";
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("event:")) {
                    type = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    events.add(new Event(type, JSON.readTree(line.substring("data:".length()))));
                    if (type.equals("done")) {
                        return events;
                    }
                }
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the server says that it is ready. */
    void awaitReady() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(100))
                .ignoreException(UncheckedIOException.class)
                .until(() -> get("/readyz").status() == 200);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofMinutes(2));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
