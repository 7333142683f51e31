"""Pages of indicators."""

from changai.indicators.views._dictionary import definition, dictionary
from changai.indicators.views._entry import (
    asked,
    entry,
    import_now,
    import_page,
    type_now,
    type_page,
)
from changai.indicators.views._figures import export, figure, figures, rows, unit_figures
from changai.indicators.views._publications import (
    publication,
    publication_export,
    publications,
    publish,
    publish_page,
    restatements,
)
from changai.indicators.views._values import (
    accept,
    accept_many,
    approve,
    reopen,
    restate,
    review,
    send_back,
    value,
)

__all__ = [
    "accept",
    "accept_many",
    "approve",
    "asked",
    "definition",
    "dictionary",
    "entry",
    "export",
    "figure",
    "figures",
    "import_now",
    "import_page",
    "publication",
    "publication_export",
    "publications",
    "publish",
    "publish_page",
    "reopen",
    "restate",
    "restatements",
    "review",
    "rows",
    "send_back",
    "type_now",
    "type_page",
    "unit_figures",
    "value",
]
