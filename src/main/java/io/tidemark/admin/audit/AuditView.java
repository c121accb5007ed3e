package io.tidemark.admin.audit;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.streams.DownloadEvent;
import com.vaadin.flow.server.streams.DownloadHandler;
import io.tidemark.security.Access;
import io.tidemark.security.AuditEvent;
import io.tidemark.security.AuditFilter;
import io.tidemark.security.AuditLog;
import io.tidemark.ui.AddressNotices;
import io.tidemark.ui.Csv;
import io.tidemark.ui.DataTable;
import io.tidemark.ui.IconButton;
import io.tidemark.ui.MainLayout;
import io.tidemark.ui.Page;
import io.tidemark.ui.PageHeader;
import io.tidemark.ui.Panel;
import jakarta.annotation.security.RolesAllowed;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was done, by whom, to what, when and from where. */
@RolesAllowed(Access.ADMIN)
@Route(value = "admin/audit", layout = MainLayout.class)
@PageTitle("Audit · Tidemark")
@Menu(title = "Audit", order = 140)
class AuditView extends Page implements AfterNavigationObserver {

    private static final String PATH = "admin/audit";
    private static final int PAGE = 100;
    private static final int EXPORTED_AT_ONCE = 1_000;

    private final transient AuditLog log;
    private final AuditFilters filters;
    private final AddressNotices address = new AddressNotices();
    private final DataTable table = new DataTable();
    private final Paragraph nothing = new Paragraph("Nothing of the kind was done.");
    private final Button older = new Button("Show older", _ -> showOlder());
    private final Panel panel = new Panel("Events", table, nothing, older);
    private final transient List<AuditEvent> shown = new ArrayList<>();

    /** Read by a download too, which is no turn of the page. */
    private volatile AuditFilter filter = AuditFilter.NONE;

    AuditView(AuditLog log) {
        this.log = log;
        filters = new AuditFilters(log.actions(), this::choose);
        var download = new Anchor((DownloadHandler) this::download, "");
        IconButton.style(download, IconButton.Picture.DOWNLOAD, "Download all of these as CSV");
        panel.addClassName("large");
        panel.addActions(download);
        nothing.addClassName("remark");
        var notices = new Div(address);
        notices.addClassName("notices");
        notices.getElement().setAttribute("role", "status");
        add(new PageHeader("Audit"), notices, filters, panel);
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        var named = AuditAddress.parse(event.getLocation().getQueryParameters());
        filter = named.filter();
        address.show(named.notices());
        filters.show(filter);
        showNewest(read(filter, null));
    }

    private void choose(AuditFilter chosen) {
        var newest = read(chosen, null); // first, so that all stays as it was where that fails
        filter = chosen;
        address.show(List.of());
        getUI().ifPresent(ui ->
                ui.getPage().getHistory().pushState(null, new Location(PATH, AuditAddress.of(chosen)), false));
        showNewest(newest);
    }

    /** One more than is shown tells whether there is more. */
    private List<AuditEvent> read(AuditFilter of, @Nullable AuditEvent olderThan) {
        return log.read(of, olderThan, PAGE + 1);
    }

    private void showNewest(List<AuditEvent> newest) {
        shown.clear();
        show(newest);
    }

    private void showOlder() {
        show(read(filter, shown.getLast()));
    }

    private void show(List<AuditEvent> next) {
        shown.addAll(next.subList(0, Math.min(next.size(), PAGE)));
        table.setData(AuditTable.of(shown));
        table.setVisible(!shown.isEmpty());
        nothing.setVisible(shown.isEmpty());
        older.setVisible(next.size() > PAGE);
        panel.setRemark(next.size() > PAGE ? "the newest %,d".formatted(shown.size()) : "%,d".formatted(shown.size()));
    }

    /** All that the filter lets through, however much: no more of it than a part is held at a time. */
    private void download(DownloadEvent event) {
        var wanted = filter;
        event.setFileName("tidemark-audit.csv");
        event.setContentType("text/csv");
        try (var csv = new OutputStreamWriter(event.getOutputStream(), StandardCharsets.UTF_8)) {
            var part = log.read(wanted, null, EXPORTED_AT_ONCE);
            csv.write(Csv.of(AuditTable.of(part), Map.of()));
            while (part.size() == EXPORTED_AT_ONCE) {
                part = log.read(wanted, part.getLast(), EXPORTED_AT_ONCE);
                csv.write(Csv.rows(AuditTable.of(part), Map.of()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
