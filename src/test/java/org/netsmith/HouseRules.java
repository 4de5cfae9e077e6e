package org.netsmith;

import java.util.Set;
import java.util.stream.Stream;
import org.springframework.modulith.core.ApplicationModuleDetectionStrategy;
import org.springframework.modulith.core.ApplicationModuleInformation;
import org.springframework.modulith.core.JavaPackage;
import org.springframework.modulith.core.NamedInterfaces;

/**
 * Every direct sub-package is a module; the sub-packages of the engine and of the formats are as public as the types
 * in them.
 */
final class HouseRules implements ApplicationModuleDetectionStrategy {

    private static final Set<String> OPEN_BELOW = Set.of("org.netsmith.engine", "org.netsmith.format");

    @Override
    public Stream<JavaPackage> getModuleBasePackages(JavaPackage root) {
        return ApplicationModuleDetectionStrategy.directSubPackage().getModuleBasePackages(root);
    }

    @Override
    public NamedInterfaces detectNamedInterfaces(JavaPackage module, ApplicationModuleInformation information) {
        return OPEN_BELOW.contains(module.getName())
                ? NamedInterfaces.forOpen(module)
                : NamedInterfaces.of(module, information);
    }
}
