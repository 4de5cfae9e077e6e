package org.netsmith.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a list, newest first. */
public record Page<T>(List<T> items, @Nullable String nextCursor) {}
