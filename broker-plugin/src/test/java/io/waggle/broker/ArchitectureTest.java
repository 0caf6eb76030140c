package io.waggle.broker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Each host and library is known in one room only, and arrows between the rooms only go down. */
@AnalyzeClasses(packages = "io.waggle.broker", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String ROOT = "io.waggle.broker";

    @ArchTest
    static final ArchRule onlyTheMqttDoorKnowsHiveMq = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".hivemq..")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".WaggleExtension")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hivemq..");

    @ArchTest
    static final ArchRule onlyThePipelineKnowsNettyAndTheInternalsOfHiveMq = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".hivemq.pipeline..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.netty..")
                    .or(resideInAPackage("com.hivemq..").and(not(resideInAPackage("com.hivemq.extension.sdk..")))));

    @ArchTest
    static final ArchRule onlyTheOperatorsDoorKnowsTheHttpServerOfTheJdk = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".monitoring..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.net.httpserver..");

    @ArchTest
    static final ArchRule onlyTheApiKnowsItsHttpServer = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule onlyTheDatabaseKnowsItsEngines = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".database..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.h2..", "org.postgresql..", "org.flywaydb..", "com.zaxxer.hikari..", "io.zonky..");

    @ArchTest
    static final ArchRule theHostsJsonLibraryIsNotOurs = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..");

    @ArchTest
    static final ArchRule onlyTheEngineKnowsRocksDb = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".inbox.rocksdb..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..");

    @ArchTest
    static final ArchRule onlyTheSendersKnowMail = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".verification.sender..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..");

    @ArchTest
    static final ArchRule onlyTheSendersAndTheFederationCallOtherServers = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".verification.sender..", ROOT + ".federation..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule nobodyKnowsTheJsonLibraryOfTheHost = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..");

    @ArchTest
    static final ArchRule onlyTheCompositionRootKnowsTheEngine = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".inbox.rocksdb..", ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".inbox.rocksdb..");

    @ArchTest
    static final ArchRule nobodyButTheCodecsKnowsTheWire =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.waggle.protocol.wire..");

    @ArchTest
    static final ArchRule arrowsOnlyGoDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("root")
            .definedBy(ROOT)
            .layer("doors")
            .definedBy(ROOT + ".hivemq..", ROOT + ".http..", ROOT + ".monitoring..")
            .layer("presence")
            .definedBy(ROOT + ".presence..")
            .layer("ingest")
            .definedBy(ROOT + ".ingest..")
            .layer("sign-in")
            .definedBy(ROOT + ".oauth..")
            .layer("command")
            .definedBy(ROOT + ".operator..")
            .layer("delivery")
            .definedBy(ROOT + ".delivery..")
            .layer("domains")
            .definedBy(
                    ROOT + ".inbox..",
                    ROOT + ".token..",
                    ROOT + ".tls..",
                    ROOT + ".account..",
                    ROOT + ".session..",
                    ROOT + ".limit..",
                    ROOT + ".link..",
                    ROOT + ".contact..",
                    ROOT + ".call..",
                    ROOT + ".bot..",
                    ROOT + ".webhook..",
                    ROOT + ".profile..",
                    ROOT + ".federation..",
                    ROOT + ".lifecycle..",
                    ROOT + ".idempotency..",
                    ROOT + ".verification..")
            .layer("foundation")
            .definedBy(ROOT + ".event..", ROOT + ".config..", ROOT + ".secret..", ROOT + ".database..")
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("doors")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("command")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("presence")
            .mayOnlyBeAccessedByLayers("root", "doors")
            .whereLayer("ingest")
            .mayOnlyBeAccessedByLayers("root", "doors", "presence")
            .whereLayer("sign-in")
            .mayOnlyBeAccessedByLayers("root", "doors")
            .whereLayer("delivery")
            .mayOnlyBeAccessedByLayers("root", "doors", "presence", "ingest")
            .whereLayer("domains")
            .mayOnlyBeAccessedByLayers("root", "doors", "presence", "ingest", "delivery", "sign-in", "command");

    @ArchTest
    static final ArchRule noRoomsInACircle =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule classesAreFinalUnlessMadeToBeExtended = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areTopLevelClasses()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should()
            .haveModifier(JavaModifier.FINAL);
}
