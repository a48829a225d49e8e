from django.apps import AppConfig


class Config(AppConfig):
    name = "kenes.accounts"
    label = "accounts"
