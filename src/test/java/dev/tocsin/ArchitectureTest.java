package dev.tocsin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The rooms of the application and what may enter them. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tocsin");

    @Test
    void roomsAreEnteredOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.tocsin..")
                .layer("telemetry")
                .definedBy("dev.tocsin.telemetry..")
                .layer("realtime")
                .definedBy("dev.tocsin.realtime..")
                .layer("lifecycle")
                .definedBy("dev.tocsin.lifecycle..")
                .layer("drill")
                .definedBy("dev.tocsin.drill..")
                .layer("model")
                .definedBy("dev.tocsin.alerting.model..")
                .layer("upstream")
                .definedBy("dev.tocsin.alerting.upstream..")
                .layer("audit")
                .definedBy("dev.tocsin.alerting.audit..")
                .layer("witness")
                .definedBy("dev.tocsin.alerting.witness..")
                .layer("completeness")
                .definedBy("dev.tocsin.alerting.completeness..")
                .layer("response")
                .definedBy("dev.tocsin.alerting.response..")
                .layer("chart")
                .definedBy("dev.tocsin.alerting.chart..")
                .layer("review")
                .definedBy("dev.tocsin.alerting.review..")
                .layer("report")
                .definedBy("dev.tocsin.alerting.report..")
                .layer("ops")
                .definedBy("dev.tocsin.ops..")
                .whereLayer("ops")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("drill")
                .mayOnlyBeAccessedByLayers("ops")
                .whereLayer("lifecycle")
                .mayOnlyBeAccessedByLayers("ops")
                .whereLayer("realtime")
                .mayOnlyBeAccessedByLayers("lifecycle", "ops")
                .whereLayer("witness")
                .mayOnlyBeAccessedByLayers("ops")
                .whereLayer("completeness")
                .mayOnlyBeAccessedByLayers("report", "ops")
                .whereLayer("response")
                .mayOnlyBeAccessedByLayers("ops")
                .whereLayer("chart")
                .mayOnlyBeAccessedByLayers("ops")
                .whereLayer("review")
                .mayOnlyBeAccessedByLayers("report", "ops")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("ops")
                .whereLayer("audit")
                .mayOnlyBeAccessedByLayers("completeness", "witness", "response", "review", "report", "ops")
                .whereLayer("upstream")
                .mayOnlyBeAccessedByLayers("completeness", "witness", "response", "chart", "review", "report", "ops")
                .whereLayer("telemetry")
                .mayOnlyBeAccessedByLayers(
                        "realtime",
                        "lifecycle",
                        "audit",
                        "completeness",
                        "witness",
                        "response",
                        "chart",
                        "review",
                        "report",
                        "ops")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers(
                        "upstream", "audit", "completeness", "witness", "response", "chart", "review", "report", "ops")
                .check(CLASSES);
    }

    @Test
    void everyClassStandsInARoom() {
        noClasses()
                .should()
                .resideInAnyPackage("dev.tocsin", "dev.tocsin.alerting")
                .check(CLASSES);
    }

    @Test
    void noCycles() {
        slices().matching("dev.tocsin.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void injectionIsByConstructor() {
        fields().should().notBeAnnotatedWith(Inject.class).check(CLASSES);
    }

    @Test
    void theDatabaseIsAnyDatabase() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.sqlite..", "org.postgresql..")
                .check(CLASSES);
    }

    @Test
    void onlyTheAuditKnowsSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tocsin.alerting.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .check(CLASSES);
    }

    @Test
    void standardStreamsAreNotALog() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    }

    @Test
    void failuresHaveNames() {
        NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(CLASSES);
    }
}
