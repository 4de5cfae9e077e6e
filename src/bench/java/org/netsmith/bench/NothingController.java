package org.netsmith.bench;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What a request costs that asks for nothing: takes a body as bytes and answers with a constant. */
@RestController
class NothingController {

    private static final byte[] ANSWER = """
        {"model":"iris","version":1,"predictions":[{"label":"setosa","probabilities":{"setosa":0.98761,\
        "versicolor":0.012301,"virginica":0.000089}}]}\
        """.getBytes();

    @PostMapping(path = "/api/v1/nothing", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] nothing(@RequestBody byte[] body) {
        return ANSWER;
    }
}
