package io.tidemark;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.component.page.Inline;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.server.AppShellSettings;
import com.vaadin.flow.server.LoadDependenciesOnStartup;
import com.vaadin.flow.theme.aura.Aura;
import io.tidemark.ui.ColorSchemeSwitch;
import io.tidemark.ui.MainLayout;

@Push
@LoadDependenciesOnStartup(MainLayout.class) // nothing more: each view loads its own
@ColorScheme(ColorScheme.Value.LIGHT_DARK)
@StyleSheet(Aura.STYLESHEET)
@StyleSheet("charts.css")
@StyleSheet("styles.css")
@StyleSheet("admin-refresh.css")
class AppShell implements AppShellConfigurator {

    @Override
    public void configurePage(AppShellSettings settings) {
        settings.addInlineWithContents(
                Inline.Position.PREPEND, ColorSchemeSwitch.EARLY_SCRIPT, Inline.Wrapping.JAVASCRIPT);
        settings.addFavIcon("icon", "favicon.svg", "any");
    }
}
