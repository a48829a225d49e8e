from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.law"
    label = "law"

    def ready(self) -> None:
        import_module("kenes.law.recorded").register_kinds()
