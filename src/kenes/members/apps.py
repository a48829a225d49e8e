from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.members"
    label = "members"

    def ready(self) -> None:
        import_module("kenes.members.recorded").register_kinds()
