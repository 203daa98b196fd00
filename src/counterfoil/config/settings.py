"""Django's settings, made from the options. What an operator can choose is an option; what he cannot is decided here."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.functional import SimpleLazyObject

from counterfoil.config import logging, options
from counterfoil.config.databases import database

OPTIONS = options.load()
WEB = Path(__file__).parents[1] / "web"

DEBUG = OPTIONS.debug
SECRET_KEY = options.secret_key(OPTIONS)
ALLOWED_HOSTS = OPTIONS.hosts
CSRF_TRUSTED_ORIGINS = [OPTIONS.address]

INSTALLED_APPS = [
    "procrastinate.contrib.django",
    "counterfoil.web",
    "counterfoil.notifications",
    "counterfoil.tickets",
    "counterfoil.handbook",
    "counterfoil.interactions",
    "counterfoil.catalog",
    "counterfoil.people",
    "counterfoil.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "counterfoil.web.middleware.RequestTime",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "counterfoil.web.security.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "counterfoil.web.middleware.ReaderZone",
]
ROOT_URLCONF = "counterfoil.config.urls"
WSGI_APPLICATION = "counterfoil.config.wsgi.application"

DATABASES = {"default": database(OPTIONS.database_url, pool=OPTIONS.pool)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "counterfoil.web.frame.context",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "counterfoil.web.errors.forged"


def _sign_ins() -> Any:
    from counterfoil.demo import cast  # brings models, which need these settings first

    return cast.sign_ins()


# Listed on the sign-in page of the demo, and nowhere else.
DEMO_SIGN_INS = SimpleLazyObject(_sign_ins) if OPTIONS.demo else ()
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {"environment": "counterfoil.web.jinja.environment", "context_processors": CONTEXT_PROCESSORS},
    },
    # What packages bring and we have not written ourselves.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

STATIC_URL = "/static/"
STATIC_ROOT = OPTIONS.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": OPTIONS.files}},
    "blobs": {"BACKEND": "counterfoil.store.files.DurableStorage", "OPTIONS": {"location": OPTIONS.files}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_LIMIT = OPTIONS.upload_megabytes * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Unique without regard to case, by a constraint that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key,10/15m/ip", "reset_password": "5/15m/key,20/15m/ip"}
PASSWORD_RESET_TIMEOUT = int(timedelta(minutes=30).total_seconds())

SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# A name with this prefix is one that only this very host can have set, and only over TLS.
SESSION_COOKIE_NAME = "__Host-session" if OPTIONS.is_https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if OPTIONS.is_https else "csrf"
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if OPTIONS.is_https else 0
SECURE_PROXY_SSL_HEADER = None
# These two stand in `web.security`, with the other headers.
SECURE_CONTENT_TYPE_NOSNIFF = False
SECURE_REFERRER_POLICY = None
SECURE_CROSS_ORIGIN_OPENER_POLICY = None

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The demo's people are made up: nothing is ever mailed to them.
EMAIL_HOST = "" if OPTIONS.demo else OPTIONS.smtp_host or ""
EMAIL_BACKEND = "django.core.mail.backends." + ("smtp.EmailBackend" if EMAIL_HOST else "filebased.EmailBackend")
EMAIL_FILE_PATH = OPTIONS.outbox
EMAIL_PORT = OPTIONS.smtp_port
EMAIL_HOST_USER = OPTIONS.smtp_user
EMAIL_HOST_PASSWORD = OPTIONS.smtp_password.get_secret_value()
EMAIL_USE_TLS = OPTIONS.smtp_tls == "starttls"
EMAIL_USE_SSL = OPTIONS.smtp_tls == "tls"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = SERVER_EMAIL = OPTIONS.mail_from

LOGGING = logging.configuration(level=OPTIONS.log_level)
logging.use_structlog()
