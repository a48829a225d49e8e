from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("kenes.accounts.signals")
