package org.netsmith.network;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.netsmith.format.keras.KerasWriter;
import org.netsmith.network.NetworkDefinitions.Checked;
import org.netsmith.web.Cursor;
import org.netsmith.web.Page;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/**
 * The named, versioned network definitions. A version never changes once it is made, and its number is never given
 * again.
 */
@Service
public class Networks {

    private final NetworkRows rows;
    private final ObjectProvider<NetworkReferences> references;
    private final Clock clock;
    private final KerasWriter writer = new KerasWriter();

    Networks(NetworkRows rows, ObjectProvider<NetworkReferences> references, Clock clock) {
        this.rows = rows;
        this.references = references;
        this.clock = clock;
    }

    /** The version that {@code name} or {@code name@3} refers to. */
    public Optional<NetworkVersion> find(String reference) {
        return NetworkReference.parse(reference).flatMap(rows::find).map(StoredNetwork::version);
    }

    /** A version and whether this call made it. */
    record Stored(StoredNetwork network, boolean created) {}

    /** Makes the next version of a network, unless one of its versions has the same content already. */
    @Transactional
    Stored store(String name, Checked checked) {
        JsonNode definition = writer.model(checked.model());
        String sha256 = sha256(definition);
        Optional<StoredNetwork> existing = rows.withContent(name, sha256);
        if (existing.isPresent()) {
            return new Stored(existing.get(), false);
        }
        Instant now = Instant.ofEpochMilli(clock.millis());
        StoredNetwork network = new StoredNetwork(
                new NetworkVersion(name, rows.nextVersion(name), now, sha256, definition), checked.warnings());
        rows.insert(network);
        return new Stored(network, true);
    }

    /** The newest version of each network, newest first. */
    Page<StoredNetwork> list(Cursor cursor) {
        Position position = cursor.after().map(Position::parse).orElse(Position.FIRST);
        return cursor.page(
                rows.newest(position.time(), position.name(), cursor.fetch()),
                last -> Position.of(last.version()).text());
    }

    /** A place in the list of networks. */
    private record Position(long time, String name) {

        static final Position FIRST = new Position(Long.MAX_VALUE, "");

        static Position of(NetworkVersion version) {
            return new Position(version.createdAt().toEpochMilli(), version.name());
        }

        static Position parse(String text) {
            if (!text.matches("[0-9]{1,18} .*")) {
                throw new ProblemException(
                        ProblemType.MALFORMED_REQUEST,
                        "The query parameter 'cursor' must be the next_cursor of the page before, unchanged.");
            }
            return new Position(
                    Long.parseLong(text.substring(0, text.indexOf(' '))), text.substring(text.indexOf(' ') + 1));
        }

        String text() {
            return time + " " + name;
        }
    }

    /** For paths: what is unknown is {@code not-found}. */
    StoredNetwork get(String name, OptionalInt version) {
        return rows.find(new NetworkReference(name, version)).orElseThrow(() -> notFound(name, version));
    }

    /** The numbers of a network's versions, newest first. */
    List<Integer> versions(String name) {
        return rows.versions(name);
    }

    /** Deletes one version or, without a number, all of them; {@code conflict} where something refers to one. */
    @Transactional
    void delete(String name, OptionalInt version) {
        get(name, version);
        List<Integer> versions = version.isPresent() ? List.of(version.getAsInt()) : rows.versions(name);
        List<String> referrers = versions.stream()
                .flatMap(number -> references.stream().flatMap(all -> all.to(name + "@" + number).stream()))
                .toList();
        if (!referrers.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "%s cannot be deleted while %s refers to it. Delete that first."
                            .formatted(reference(name, version), shown(referrers)),
                    List.of(),
                    Map.of("references", referrers));
        }
        versions.forEach(number -> rows.delete(name, number));
    }

    private static String shown(List<String> referrers) {
        int more = referrers.size() - 1;
        return referrers.getFirst() + (more == 0 ? "" : " and " + more + " more");
    }

    private static ProblemException notFound(String name, OptionalInt version) {
        String reference = reference(name, version);
        return new ProblemException(
                ProblemType.NOT_FOUND,
                "There is no network %s.".formatted(reference),
                List.of(),
                Map.of("resource", "network", "id", reference));
    }

    private static String reference(String name, OptionalInt version) {
        return version.isPresent() ? name + "@" + version.getAsInt() : name;
    }

    private static String sha256(JsonNode definition) {
        try {
            byte[] bytes = definition.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
