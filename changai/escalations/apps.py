from importlib import import_module

from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "changai.escalations"

    def ready(self) -> None:
        """Make the papers of supervision known."""
        import_module("changai.escalations.queries._papers").register_kinds()
