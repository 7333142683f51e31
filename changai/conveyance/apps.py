from importlib import import_module

from django.apps import AppConfig


class ConveyanceConfig(AppConfig):
    name = "changai.conveyance"

    def ready(self) -> None:
        """Name the paper of this noun."""
        import_module("changai.conveyance.queries._papers").register_kinds()
