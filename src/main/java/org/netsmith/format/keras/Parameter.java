package org.netsmith.format.keras;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Adapted;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.optimizer.NullIs;

/**
 * One argument of a kind: a component of its record, or of a record that several kinds share.
 *
 * @param holder the component that holds the shared record, null for an argument of the kind itself
 */
public record Parameter(RecordComponent component, @Nullable RecordComponent holder) {

    /** The arguments that a component of a kind stands for: itself, or those of the record that it unwraps. */
    static Stream<Parameter> of(RecordComponent component) {
        Parameter whole = new Parameter(component, null);
        return whole.isShared()
                ? Arrays.stream(component.getType().getRecordComponents()).map(part -> new Parameter(part, component))
                : Stream.of(whole);
    }

    /** Whether the component's own components stand in the config in its place. */
    private boolean isShared() {
        return annotation(JsonUnwrapped.class).isPresent();
    }

    /** The Keras key: the component in snake_case unless {@link JsonProperty} says otherwise. */
    public String key() {
        return annotation(JsonProperty.class).map(JsonProperty::value).orElseGet(() -> Names.key(component.getName()));
    }

    /**
     * Whether Keras has no default for it. Collections are empty where they are left out, unless a constraint demands
     * them.
     */
    public boolean required() {
        return isCollection()
                ? annotation(NotNull.class).isPresent()
                        || annotation(NotEmpty.class).isPresent()
                : !mayBeNull();
    }

    /** Whether Keras may have learnt it from data and left it out of the definition. */
    boolean adapted() {
        return annotation(Adapted.class).isPresent();
    }

    /** Whether null stands for an argument left out. */
    boolean mayBeNull() {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** Whether a value alone stands for a list of one. */
    boolean scalarOrList() {
        return annotation(ScalarOrList.class).isPresent();
    }

    /** Whether a list of one is written as its value. */
    boolean writesAlone() {
        return annotation(ScalarOrList.class).filter(ScalarOrList::writesAlone).isPresent();
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

    /** The type with what is said of its type arguments. */
    AnnotatedType annotatedType() {
        return component.getAnnotatedType();
    }

    boolean isCollection() {
        return Collection.class.isAssignableFrom(type()) || Map.class.isAssignableFrom(type());
    }

    /** The constant that Python's None stands for, where the argument is one of several words. */
    Optional<Object> noneConstant() {
        return Optional.ofNullable(type().getEnumConstants()).stream()
                .flatMap(Arrays::stream)
                .filter(constant -> ((Enum<?>) constant).name().equals("NONE"))
                .map(Object.class::cast)
                .findFirst();
    }

    /** The value of this argument in a record of the kind. */
    public @Nullable Object in(Record kind) {
        return holder == null ? read(component, kind) : read(component, Objects.requireNonNull(read(holder, kind)));
    }

    private static @Nullable Object read(RecordComponent component, Object from) {
        try {
            return component.getAccessor().invoke(from);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** The number that null stands for where it is not the default. */
    Optional<Double> none() {
        return annotation(NullIs.class).map(NullIs::value);
    }

    /** Whether a value is written as null because its range does not have it as a number. */
    boolean isNone(@Nullable Object value) {
        return none().filter(number -> number.equals(value) && !Range.of(this).contains(BigDecimal.valueOf(number)))
                .isPresent();
    }

    /** Annotations that may not stand on components are found on the field, where the compiler puts them. */
    <A extends Annotation> Optional<A> annotation(Class<A> type) {
        return Optional.ofNullable(field().getAnnotation(type));
    }

    AnnotatedElement field() {
        try {
            return component.getDeclaringRecord().getDeclaredField(component.getName());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a record without the field of " + component, e);
        }
    }
}
