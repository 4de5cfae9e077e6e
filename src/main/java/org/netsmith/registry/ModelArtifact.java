package org.netsmith.registry;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** A model's file as a download: it never changes, so its SHA-256 is its ETag and its digest. */
record ModelArtifact(ModelVersion model, Resource file) {

    static final List<String> FORMATS = List.of("safetensors");

    static ModelArtifact of(Models models, ModelVersion model, String format) {
        if (!FORMATS.contains(format)) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_EXPORT,
                    "Model %s can be had as %s, received \"%s\"."
                            .formatted(model.reference(), String.join(", ", FORMATS), format),
                    List.of(),
                    Map.of("format", format, "formats", FORMATS));
        }
        return new ModelArtifact(model, new FileSystemResource(models.file(model)));
    }

    /** @param partial whether a part was asked for: a digest of the content would then have to be the part's own */
    ResponseEntity<Resource> answer(boolean partial) {
        String digest =
                "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(model.sha256())) + ":";
        ContentDisposition disposition = ContentDisposition.attachment()
                .filename("%s-%d.safetensors".formatted(model.name(), model.version()))
                .build();
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .eTag(model.sha256())
                .header("Repr-Digest", digest)
                .header("Content-Disposition", disposition.toString());
        return (partial ? answer : answer.header("Content-Digest", digest)).body(file);
    }
}
