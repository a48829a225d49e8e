from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.ui"
    label = "ui"
