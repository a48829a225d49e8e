from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.members"
    label = "members"
