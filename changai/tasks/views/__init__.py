"""The pages of tasks and plans."""

from changai.tasks.views._actions import act, action_page, duty_act, duty_page
from changai.tasks.views._cascade import cascade, cascade_page
from changai.tasks.views._ledger import ledger, ledger_export, ledger_print, remind_many
from changai.tasks.views._register import register, register_page
from changai.tasks.views._task import task

__all__ = [
    "act",
    "action_page",
    "cascade",
    "cascade_page",
    "duty_act",
    "duty_page",
    "ledger",
    "ledger_export",
    "ledger_print",
    "register",
    "register_page",
    "remind_many",
    "task",
]
