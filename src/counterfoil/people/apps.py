from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "counterfoil.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
