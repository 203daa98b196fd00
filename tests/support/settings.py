"""The product's settings, with what would slow tests down or reach out of the machine taken away."""

import os

from tests.support.place import PLACE

os.environ["COUNTERFOIL_DATA"] = str(PLACE)

from counterfoil.config.settings import *  # noqa: F403
from counterfoil.config.settings import LOGGING, STORAGES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Hashed names need a collected folder; without one the live server would answer 404 for every script.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
# The test client speaks plain HTTP, whatever address the environment names.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
LOGGING = LOGGING | {"root": {"handlers": [], "level": "INFO"}}
