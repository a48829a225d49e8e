from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.notifications"
    label = "notifications"
