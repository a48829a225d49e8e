from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.journal"
    label = "journal"
