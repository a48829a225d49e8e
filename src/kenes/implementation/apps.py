from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.implementation"
    label = "implementation"

    def ready(self) -> None:
        import_module("kenes.implementation.recorded").register_kinds()
        import_module("kenes.implementation.related").register_related()
