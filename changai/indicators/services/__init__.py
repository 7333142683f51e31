"""Every write of values: typed, approved, accepted, published, put right."""

from changai.indicators.services._life import (
    accept_value,
    accept_values,
    approve_value,
    reopen_value,
    restate_value,
    return_value,
)
from changai.indicators.services._publishing import publish_figures
from changai.indicators.services._rebuilding import Rebuilt, rebuild_totals
from changai.indicators.services._recomputing import recompute_totals
from changai.indicators.services._refusals import (
    BadNumber,
    BadRows,
    NotAllowed,
    NothingToPublish,
    NotNow,
    PartsDoNotAdd,
    WarningsOpen,
    WordsMissing,
)
from changai.indicators.services._typing import ValueDraft, import_values, type_value

__all__ = [
    "BadNumber",
    "BadRows",
    "NotAllowed",
    "NotNow",
    "NothingToPublish",
    "PartsDoNotAdd",
    "Rebuilt",
    "ValueDraft",
    "WarningsOpen",
    "WordsMissing",
    "accept_value",
    "accept_values",
    "approve_value",
    "import_values",
    "publish_figures",
    "rebuild_totals",
    "recompute_totals",
    "reopen_value",
    "restate_value",
    "return_value",
    "type_value",
]
