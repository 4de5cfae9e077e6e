package org.netsmith.web;

/** One entry of a problem's {@code errors}: a JSON pointer into the request and what to do about it. */
public record Finding(String pointer, String detail) {}
