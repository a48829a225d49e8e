from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.recommendations"
    label = "recommendations"

    def ready(self) -> None:
        import_module("kenes.recommendations.recorded").register_kinds()
        import_module("kenes.recommendations.recorded_documents").register_kinds()
        import_module("kenes.recommendations.labels").register_vocabularies()
