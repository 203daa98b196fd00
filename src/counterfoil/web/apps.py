"""The pages as a Django app, so that its static files are found."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "counterfoil.web"
    label = "web"
