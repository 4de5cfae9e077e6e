package org.netsmith.engine.backend;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.function.Consumer;

/** Objects of classes that are written at run time: an interface of one method, whose body is bytecode. */
final class Generated {

    private Generated() {}

    /** An object of a hidden class of its own, which goes when nobody refers to it. */
    static <T> T instance(Class<T> kind, Consumer<CodeBuilder> body) {
        try {
            var lookup = MethodHandles.lookup().defineHiddenClass(bytes(kind, body), true);
            return kind.cast(lookup.lookupClass().getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException("the JVM refused a generated " + kind.getSimpleName(), e);
        }
    }

    private static byte[] bytes(Class<?> kind, Consumer<CodeBuilder> body) {
        Method method = kind.getDeclaredMethods()[0];
        ClassDesc name = ClassDesc.of(kind.getPackageName(), "Generated" + kind.getSimpleName());
        return ClassFile.of()
                .build(
                        name,
                        type -> type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                                .withInterfaceSymbols(Lanes.describe(kind))
                                .withMethodBody(
                                        INIT_NAME,
                                        MTD_void,
                                        ClassFile.ACC_PUBLIC,
                                        code -> code.aload(0)
                                                .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                                .return_())
                                .withMethodBody(method.getName(), type(method), ClassFile.ACC_PUBLIC, body));
    }

    private static MethodTypeDesc type(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .describeConstable()
                .orElseThrow();
    }
}
