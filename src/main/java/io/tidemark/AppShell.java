package io.tidemark;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.theme.aura.Aura;

@Push
@StyleSheet(Aura.STYLESHEET)
@StyleSheet("styles.css")
class AppShell implements AppShellConfigurator {}
