from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.proposals"
    label = "proposals"

    def ready(self) -> None:
        import_module("kenes.proposals.recorded").register_kinds()
        import_module("kenes.proposals.related").register_related()
