"""What browser tests share. The live server reads committed rows, and emptying the tables afterwards takes the first rows along."""

from importlib import import_module

import pytest
from django.apps import apps

from counterfoil.people.models import Team


@pytest.fixture
def begun(transactional_db: None) -> None:
    """The desk as the migrations leave it: one team, the categories, the first version of the policy."""
    if not Team.objects.exists():
        import_module("counterfoil.catalog.migrations.0002_first_categories").begin(apps, None)
        import_module("counterfoil.handbook.migrations.0002_first_version").shelve_the_sops(apps, None)
