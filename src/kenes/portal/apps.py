from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.portal"
    label = "portal"
