package io.tidemark.admin;

import io.tidemark.ui.DataTable;
import io.tidemark.ui.Panel;
import io.tidemark.ui.TableData;

/** A card with a table of the database, whose names stand in the first column. */
abstract class TablePanel extends Panel {

    private final DataTable table = new DataTable();

    TablePanel(String title) {
        super(title);
        addClassName("names-first");
        addContent(table);
    }

    final void show(Situation situation) {
        table.setData(table(situation));
        setRemark(remark(situation));
    }

    abstract TableData table(Situation situation);

    abstract String remark(Situation situation);
}
