from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.replies"
    label = "replies"

    def ready(self) -> None:
        import_module("kenes.replies.recorded").register_kinds()
        import_module("kenes.replies.related").register_related()
