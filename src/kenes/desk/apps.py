from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.desk"
    label = "desk"
