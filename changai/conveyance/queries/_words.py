"""The words, tones and icons of states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from changai.conveyance.rules import Lamp

LAMPS: Mapping[Lamp, tuple[Any, str, str]] = {
    Lamp.OVERDUE: (_("逾期未签收"), "red", "exclamation-octagon"),
    Lamp.SENT: (_("待签收"), "yellow", "hourglass-split"),
    Lamp.SIGNED: (_("已签收"), "green", "check-circle"),
    Lamp.PASSED_ON: (_("已签收并转达"), "green", "diagram-2"),
    Lamp.RECALLED: (_("已撤回"), "grey", "arrow-counterclockwise"),
}
