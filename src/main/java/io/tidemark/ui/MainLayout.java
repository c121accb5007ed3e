package io.tidemark.ui;

import com.vaadin.flow.component.applayout.AppLayout;
import com.vaadin.flow.component.applayout.DrawerToggle;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.orderedlayout.Scroller;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import com.vaadin.flow.server.menu.MenuConfiguration;
import com.vaadin.flow.server.menu.MenuEntry;
import java.util.List;
import java.util.function.Predicate;

/**
 * The shell around every page: navigation at the side, on a phone in a drawer behind a compact top bar. It lists the
 * pages that have a {@code @Menu} and are for whoever looks; those with an order of 100 or more stand under "Admin".
 * It is for everybody: each page says for itself who may see it.
 */
@AnonymousAllowed
public class MainLayout extends AppLayout {

    private static final double ADMIN_FROM = 100;

    public MainLayout() {
        setPrimarySection(Section.DRAWER);
        addToNavbar(new DrawerToggle(), brand());

        var pages = navigation(entry -> entry.order() < ADMIN_FROM);
        pages.getElement().setAttribute("aria-label", "Pages");
        var admin = navigation(entry -> entry.order() >= ADMIN_FROM);
        admin.setLabel("Admin");
        admin.setVisible(!admin.getItems().isEmpty());
        var scheme = new ColorSchemeSwitch();
        addToDrawer(brand(), new Scroller(new Div(pages, admin)), new AccountMenu(), scheme);
    }

    private static Span brand() {
        var brand = new Span("Tidemark");
        brand.addClassName("brand");
        return brand;
    }

    private static SideNav navigation(Predicate<MenuEntry> belongs) {
        var nav = new SideNav();
        List<MenuEntry> entries = MenuConfiguration.getMenuEntries();
        entries.stream()
                .filter(entry -> belongs.test(entry))
                .map(MainLayout::item)
                .forEach(nav::addItem);
        return nav;
    }

    private static SideNavItem item(MenuEntry entry) {
        var item = new SideNavItem(entry.title(), entry.path());
        item.setMatchNested(true);
        return item;
    }
}
