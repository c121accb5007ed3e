package io.tidemark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may use which. A package that does not exist yet is allowed. */
@AnalyzeClasses(packages = "io.tidemark", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesUseOnlyWhatTheyMay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("database")
            .definedBy("io.tidemark.database..")
            .layer("ingest")
            .definedBy("io.tidemark.ingest..")
            .layer("refresh")
            .definedBy("io.tidemark.refresh..")
            .layer("analytics")
            .definedBy("io.tidemark.analytics..")
            .layer("demo")
            .definedBy("io.tidemark.demo..")
            .layer("security")
            .definedBy("io.tidemark.security..")
            .layer("web")
            .definedBy("io.tidemark.web..")
            .layer("api")
            .definedBy("io.tidemark.api..")
            .layer("ui")
            .definedBy("io.tidemark.ui..")
            .layer("dashboard")
            .definedBy("io.tidemark.dashboard..")
            .layer("imports")
            .definedBy("io.tidemark.imports..")
            .layer("account")
            .definedBy("io.tidemark.account..")
            .layer("admin")
            .definedBy("io.tidemark.admin..")
            .whereLayer("database")
            .mayNotAccessAnyLayer()
            .whereLayer("ingest")
            .mayOnlyAccessLayers("database")
            .whereLayer("refresh")
            .mayOnlyAccessLayers("database")
            .whereLayer("analytics")
            .mayOnlyAccessLayers("database")
            .whereLayer("demo")
            .mayOnlyAccessLayers("ingest")
            .whereLayer("web")
            .mayNotAccessAnyLayer()
            .whereLayer("security")
            .mayOnlyAccessLayers("web", "database")
            .whereLayer("api")
            .mayOnlyAccessLayers("refresh", "analytics", "security", "web", "database")
            .whereLayer("ui")
            .mayOnlyAccessLayers("refresh", "security", "database")
            .whereLayer("dashboard")
            .mayOnlyAccessLayers("analytics", "ui", "demo", "refresh", "security")
            .whereLayer("imports")
            .mayOnlyAccessLayers("ingest", "ui", "refresh", "security", "database")
            .whereLayer("account")
            .mayOnlyAccessLayers("ui", "security")
            .whereLayer("admin")
            .mayOnlyAccessLayers("refresh", "analytics", "ui", "security", "database");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.tidemark.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingBelowTheUiKnowsVaadin = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.tidemark.database..",
                    "io.tidemark.ingest..",
                    "io.tidemark.refresh..",
                    "io.tidemark.analytics..",
                    "io.tidemark.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.vaadin..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule vaadinChartsStayInsideUiCharts = noClasses()
            .that()
            .resideOutsideOfPackage("io.tidemark.ui.charts..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.vaadin.flow.component.charts..")
            .because("it is the one commercial part, and a free one must be able to stand in");
}
