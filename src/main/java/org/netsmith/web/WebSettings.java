package org.netsmith.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the server accepts over HTTP.
 *
 * @param insecure whether to listen beyond the loopback interface without keys
 * @param jsonLimit the largest body read as JSON
 * @param uploadLimit the largest body of any other kind
 */
@ConfigurationProperties("netsmith")
record WebSettings(
        @DefaultValue("false") boolean insecure,
        @DefaultValue("16MB") DataSize jsonLimit,
        @DefaultValue("4GB") DataSize uploadLimit) {}
