from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.opinions"
    label = "opinions"

    def ready(self) -> None:
        import_module("kenes.opinions.recorded").register_kinds()
        import_module("kenes.opinions.related").register_related()
