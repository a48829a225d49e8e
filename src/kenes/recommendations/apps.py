from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.recommendations"
    label = "recommendations"
