package dev.tocsin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;

/** The rooms of the application and what may enter them. */
@AnalyzeClasses(packages = "dev.tocsin", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule roomsAreEnteredOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.tocsin..")
            .layer("telemetry")
            .definedBy("dev.tocsin.telemetry..")
            .layer("realtime")
            .definedBy("dev.tocsin.realtime..")
            .layer("lifecycle")
            .definedBy("dev.tocsin.lifecycle..")
            .layer("model")
            .definedBy("dev.tocsin.alerting.model..")
            .layer("upstream")
            .definedBy("dev.tocsin.alerting.upstream..")
            .layer("audit")
            .definedBy("dev.tocsin.alerting.audit..")
            .layer("witness")
            .definedBy("dev.tocsin.alerting.witness..")
            .layer("ops")
            .definedBy("dev.tocsin.ops..")
            .whereLayer("ops")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("lifecycle")
            .mayOnlyBeAccessedByLayers("ops")
            .whereLayer("realtime")
            .mayOnlyBeAccessedByLayers("lifecycle", "ops")
            .whereLayer("witness")
            .mayOnlyBeAccessedByLayers("ops")
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers("witness", "ops")
            .whereLayer("upstream")
            .mayOnlyBeAccessedByLayers("audit", "witness", "ops")
            .whereLayer("telemetry")
            .mayOnlyBeAccessedByLayers("realtime", "lifecycle", "upstream", "audit", "witness", "ops")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("upstream", "audit", "witness", "ops");

    @ArchTest
    static final ArchRule everyClassStandsInARoom =
            noClasses().should().resideInAnyPackage("dev.tocsin", "dev.tocsin.alerting");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.tocsin.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule injectionIsByConstructor = fields().should().notBeAnnotatedWith(Inject.class);

    @ArchTest
    static final ArchRule theDatabaseIsAnyDatabase =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.sqlite..", "org.postgresql..");

    @ArchTest
    static final ArchRule onlyTheAuditKnowsSql = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tocsin.alerting.audit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule standardStreamsAreNotALog = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule failuresHaveNames = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
}
