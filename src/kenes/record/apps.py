from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.record"
    label = "record"
