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
    private static final String CONTENT_WIRE = "io.waggle.protocol.content.wire..";

    @ArchTest
    static final ArchRule onlyTheCodecsAndWireValuesUseGeneratedCode = noClasses()
            .that()
            .resideOutsideOfPackage(WIRE)
            .and()
            .haveNameNotMatching(
                    "io\\.waggle\\.protocol\\.frame\\.(OutboxCodec|InboxCodec|WireValues|Group(Up|Down|Wire)|PresenceWire)(\\$\\d+)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WIRE);

    @ArchTest
    static final ArchRule onlyTheCodecsOfContentsUseTheirGeneratedCode = noClasses()
            .that()
            .resideOutsideOfPackage(CONTENT_WIRE)
            .and()
            .haveNameNotMatching("io\\.waggle\\.protocol\\.content\\.[A-Z][a-z]+Codec(\\$\\d+)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CONTENT_WIRE);

    @ArchTest
    static final ArchRule framesKnowNothingOfWhatIsInThem = noClasses()
            .that()
            .resideInAPackage("io.waggle.protocol.frame..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.waggle.protocol.content..");

    @ArchTest
    static final ArchRule contentsKnowNothingOfFrames = noClasses()
            .that()
            .resideInAPackage("io.waggle.protocol.content..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.waggle.protocol.frame..", WIRE);

    @ArchTest
    static final ArchRule dependsOnNothingButProtobufLiteAndTheJdk = classes()
            .that()
            .resideInAPackage("io.waggle.protocol..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.waggle.protocol..", "com.google.protobuf", "java..", "org.jspecify.annotations");

    @ArchTest
    static final ArchRule idsKnowNothingOfFramesAndContents = noClasses()
            .that()
            .resideInAPackage("io.waggle.protocol")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.waggle.protocol.frame..", "io.waggle.protocol.content..", WIRE);

    @ArchTest
    static final ArchRule runsOnAndroid = noClasses()
            .that()
            .resideInAPackage("io.waggle.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "java.lang.management..", "java.sql..", "java.awt..", "sun..");
}
