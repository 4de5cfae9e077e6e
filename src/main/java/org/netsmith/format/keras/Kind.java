package org.netsmith.format.keras;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Aliases;
import org.netsmith.engine.Shorthand;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.optimizer.Optimizer;

/** A record of a sealed family: the record's name is the Keras class name, its components are the Keras config. */
public record Kind(Class<? extends Record> type) {

    /** What reflection tells of each kind does not change, and takes long to find out. */
    private static final ClassValue<List<Parameter>> PARAMETERS = new ClassValue<>() {
        @Override
        protected List<Parameter> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .flatMap(Parameter::of)
                    .toList();
        }
    };

    private static final ClassValue<Optional<Record>> EXAMPLES = new ClassValue<>() {
        @Override
        protected Optional<Record> computeValue(Class<?> type) {
            return new Kind(type.asSubclass(Record.class)).made();
        }
    };

    /** The Keras class name, {@code BatchNormalization}. */
    public String className() {
        return type.getSimpleName();
    }

    /** Whether Keras knows the class under this name, as in {@code OrthogonalInitializer} for {@code Orthogonal}. */
    boolean isClass(String name) {
        return className().equals(name)
                || aliases().anyMatch(alias -> alias.equals(name) && alias.contains(className()));
    }

    /** The name in snake_case, {@code batch_normalization}. */
    public String id() {
        return Names.snakeCase(className());
    }

    /**
     * Every string that stands for this kind: the id and its aliases, the class name except for activations (which are
     * functions in Keras), and for optimizers the class name in lower case.
     */
    public List<String> ids() {
        if (isShorthand()) {
            return List.of(type.getAnnotation(Shorthand.class).value());
        }
        Stream<String> names = Stream.of(id());
        if (Optimizer.class.isAssignableFrom(type)) {
            names = Stream.of(className().toLowerCase(Locale.ROOT), className());
        } else if (!ActivationFunction.class.isAssignableFrom(type)) {
            names = Stream.of(id(), className());
        }
        return Stream.concat(names, aliases()).distinct().toList();
    }

    /** Whether the kind has no Keras class and stands for another one that follows from shapes. */
    boolean isShorthand() {
        return type.isAnnotationPresent(Shorthand.class);
    }

    private Stream<String> aliases() {
        return Optional.ofNullable(type.getAnnotation(Aliases.class)).stream().flatMap(a -> Stream.of(a.value()));
    }

    public List<Parameter> parameters() {
        return PARAMETERS.get(type);
    }

    /**
     * What an argument is when it is left out; empty for those that must be given and those that are null by default.
     */
    public Optional<Object> defaultOf(Parameter parameter) {
        return parameter.required() ? Optional.empty() : example().map(parameter::in);
    }

    /** A record with every optional argument left out; empty where the required ones have no natural example. */
    public Optional<Record> example() {
        return EXAMPLES.get(type);
    }

    private Optional<Record> made() {
        try {
            return Optional.of(create(parameters().stream().map(Kind::exampleOf).toArray()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes the record from its arguments in order; null stands for one left out. What the record refuses is an {@link
     * IllegalArgumentException}.
     */
    Record create(@Nullable Object... arguments) {
        Iterator<@Nullable Object> rest = Arrays.asList(arguments).iterator();
        return make(Arrays.stream(type.getRecordComponents())
                .map(component -> component(component, rest))
                .toArray());
    }

    /** Takes what a component is made of: one argument, or those of the record that it unwraps. */
    private static @Nullable Object component(RecordComponent component, Iterator<@Nullable Object> rest) {
        List<Parameter> parameters = Parameter.of(component).toList();
        Object[] taken = parameters.stream().map(_ -> rest.next()).toArray();
        return parameters.getFirst().holder() == null
                ? taken[0]
                : new Kind(component.getType().asSubclass(Record.class)).create(taken);
    }

    private Record make(@Nullable Object... components) {
        try {
            return constructor().newInstance(components);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    Objects.requireNonNullElse(e.getCause().getMessage(), "the arguments do not fit"), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }

    private Constructor<? extends Record> constructor() throws NoSuchMethodException {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return type.getDeclaredConstructor(types);
    }

    /** What stands for an argument that nobody gave: an empty collection, or null. */
    static @Nullable Object leftOut(Parameter parameter) {
        return switch (parameter.jsonType()) {
            case "array" -> parameter.mayBeNull() ? null : List.of();
            case "object" -> Map.class.isAssignableFrom(parameter.type()) ? Map.of() : null;
            default -> null;
        };
    }

    private static @Nullable Object exampleOf(Parameter parameter) {
        if (!parameter.required()) {
            return leftOut(parameter);
        }
        Class<?> type = parameter.type();
        if (type.isSealed()) {
            return Family.of(type).kinds().getFirst().example().orElse(null);
        }
        return exampleOf(parameter.annotatedType());
    }

    private static @Nullable Object exampleOf(AnnotatedType type) {
        if (type instanceof AnnotatedParameterizedType list) {
            return Stream.of(exampleOf(list.getAnnotatedActualTypeArguments()[0]))
                    .toList();
        }
        return switch (JsonType.of((Class<?>) type.getType())) {
            case "integer" -> type.getType() == Long.class || type.getType() == long.class ? (Object) 1L : (Object) 1;
            case "number" -> 0.5;
            case "boolean" -> false;
            case "string" -> "x";
            default -> null;
        };
    }
}
