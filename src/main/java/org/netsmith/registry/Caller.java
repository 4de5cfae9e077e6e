package org.netsmith.registry;

import jakarta.servlet.http.HttpServletRequest;

/** Who an entry of the audit trail names. */
final class Caller {

    static final String ANONYMOUS = "anonymous";

    private Caller() {}

    static String of(HttpServletRequest request) {
        return request.getRemoteUser() == null ? ANONYMOUS : request.getRemoteUser();
    }
}
