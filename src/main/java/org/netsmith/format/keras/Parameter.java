package org.netsmith.format.keras;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One argument of a kind: a component of its record. */
public record Parameter(RecordComponent component) {

    /** The Keras key: the component in snake_case unless {@link JsonProperty} says otherwise. */
    public String key() {
        return annotation(JsonProperty.class).map(JsonProperty::value).orElseGet(() -> Names.key(component.getName()));
    }

    /** Whether Keras has no default for it. Collections are empty where they are left out. */
    public boolean required() {
        return !isCollection() && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /**
     * The type in JSON: {@code integer}, {@code number}, {@code boolean}, {@code string}, {@code array}, {@code
     * object}.
     */
    public String jsonType() {
        return JsonType.of(component.getType());
    }

    /** The range that the component's constraints describe, as in {@code "at least 1"}. */
    public Optional<String> range() {
        return Range.of(this).description();
    }

    Class<?> type() {
        return component.getType();
    }

    Type genericType() {
        return component.getGenericType();
    }

    boolean isCollection() {
        return Collection.class.isAssignableFrom(type()) || Map.class.isAssignableFrom(type());
    }

    /** The value of this argument in a record of the kind. */
    public @Nullable Object in(Record kind) {
        try {
            return component.getAccessor().invoke(kind);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** Annotations that may not stand on components are found on the field, where the compiler puts them. */
    <A extends Annotation> Optional<A> annotation(Class<A> type) {
        return Optional.ofNullable(field().getAnnotation(type));
    }

    private AnnotatedElement field() {
        try {
            return component.getDeclaringRecord().getDeclaredField(component.getName());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a record without the field of " + component, e);
        }
    }
}
