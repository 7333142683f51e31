"""Every write of plans."""

from changai.tasks.queries.plans import FileUnreadable
from changai.tasks.services._plan_adoption import Adopted, RowsNotReady, adopt_version
from changai.tasks.services._plan_copying import carry_over, copy_plan, start_amendment
from changai.tasks.services._plan_importing import (
    Imported,
    grid_of,
    import_table,
    map_table,
    tables_of,
    upload_table,
)
from changai.tasks.services._plan_rounds import answer_comment, comment_on_plan, open_comments
from changai.tasks.services._plan_rows import (
    add_row,
    change_row,
    delete_row,
    drop_row,
    duplicate_row,
    move_row,
    restore_row,
)
from changai.tasks.services._plan_telling import acknowledge_change, apply_change
from changai.tasks.services._plan_writing import NotADraft, PlanRefused, RowRefused
from changai.tasks.services._plans import RowsMade, create_plan, rows_from_measures

__all__ = [
    "Adopted",
    "FileUnreadable",
    "Imported",
    "NotADraft",
    "PlanRefused",
    "RowRefused",
    "RowsMade",
    "RowsNotReady",
    "acknowledge_change",
    "add_row",
    "adopt_version",
    "answer_comment",
    "apply_change",
    "carry_over",
    "change_row",
    "comment_on_plan",
    "copy_plan",
    "create_plan",
    "delete_row",
    "drop_row",
    "duplicate_row",
    "grid_of",
    "import_table",
    "map_table",
    "move_row",
    "open_comments",
    "restore_row",
    "rows_from_measures",
    "start_amendment",
    "tables_of",
    "upload_table",
]
