from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.meetings"
    label = "meetings"

    def ready(self) -> None:
        import_module("kenes.meetings.recorded").register_kinds()
        import_module("kenes.meetings.related").register_related()
        import_module("kenes.meetings.ways").register_ways()
