from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.alignment"
    label = "alignment"

    def ready(self) -> None:
        import_module("kenes.alignment.recorded").register_kinds()
        import_module("kenes.alignment.related").register_related()
