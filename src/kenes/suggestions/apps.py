from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.suggestions"
    label = "suggestions"

    def ready(self) -> None:
        import_module("kenes.suggestions.beside").register()
