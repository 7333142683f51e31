from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "changai.notices"

    def ready(self) -> None:
        """Take part in every hand-over: nothing unread leaves with somebody who leaves."""
        orgs = import_module("changai.orgs.queries")
        services = import_module("changai.notices.services")
        orgs.register_belongings(
            orgs.Belongings("notices", _("未读通知"), services.unread_of, services.hand_over_unread)
        )
