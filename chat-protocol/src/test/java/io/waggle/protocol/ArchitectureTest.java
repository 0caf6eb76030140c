package io.waggle.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the module may know: protobuf lite, the JDK, the null annotations; and who in it may know the generated code. */
@AnalyzeClasses(packagesOf = Topics.class, importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String WIRE = "io.waggle.protocol.wire..";

    @ArchTest
    static final ArchRule onlyTheCodecsAndWireValuesUseGeneratedCode = noClasses()
            .that()
            .resideOutsideOfPackage(WIRE)
            .and()
            .haveNameNotMatching(
                    "io\\.waggle\\.protocol\\.frame\\.(OutboxCodec|InboxCodec|WireValues|Group(Up|Down|Wire))(\\$\\d+)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WIRE);

    @ArchTest
    static final ArchRule dependsOnNothingButProtobufLiteAndTheJdk = classes()
            .that()
            .resideInAPackage("io.waggle.protocol..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.waggle.protocol..", "com.google.protobuf", "java..", "org.jspecify.annotations");

    @ArchTest
    static final ArchRule idsKnowNothingOfFrames = noClasses()
            .that()
            .resideInAPackage("io.waggle.protocol")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.waggle.protocol.frame..", WIRE);

    @ArchTest
    static final ArchRule runsOnAndroid = noClasses()
            .that()
            .resideInAPackage("io.waggle.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "java.lang.management..", "java.sql..", "java.awt..", "sun..");
}
