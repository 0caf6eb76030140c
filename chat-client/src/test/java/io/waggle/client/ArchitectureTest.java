package io.waggle.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.waggle.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ARROWS_GO_DOWN = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("client")
            .definedBy("io.waggle.client")
            .layer("store")
            .definedBy("io.waggle.client.store")
            .layer("sqlite")
            .definedBy("io.waggle.client.store.sqlite")
            .layer("transport")
            .definedBy("io.waggle.client.transport")
            .layer("paho")
            .definedBy("io.waggle.client.transport.paho")
            .layer("api")
            .definedBy("io.waggle.client.api")
            .whereLayer("api")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("api")
            .whereLayer("sqlite")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("paho")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("client", "sqlite")
            .whereLayer("transport")
            .mayOnlyBeAccessedByLayers("client", "paho");

    @ArchTest
    static final ArchRule ONE_PACKAGE_KNOWS_PAHO = noClasses()
            .that()
            .resideOutsideOfPackage("io.waggle.client.transport.paho")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.paho..");

    @ArchTest
    static final ArchRule ONE_PACKAGE_KNOWS_HTTP = noClasses()
            .that()
            .resideOutsideOfPackage("io.waggle.client.api")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("okhttp3..", "com.google.gson..");

    @ArchTest
    static final ArchRule ONE_PACKAGE_KNOWS_THE_DATABASE = noClasses()
            .that()
            .resideOutsideOfPackage("io.waggle.client.store.sqlite")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule ONE_PACKAGE_KNOWS_SOCKETS = noClasses()
            .that()
            .resideOutsideOfPackage("io.waggle.client.transport.paho")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.Socket");

    @ArchTest
    static final ArchRule THE_CODECS_ALONE_KNOW_WIRE_MESSAGES =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.waggle.protocol.wire..");

    @ArchTest
    static final ArchRule NOTHING_IS_THERE_TO_BE_INHERITED_FROM = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("what an application may do is in interfaces");

    @ArchTest
    static final ArchRule NOBODY_WAITS_BY_SLEEPING = noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
