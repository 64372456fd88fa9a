"""Django settings, read from the environment; docs/operations.md explains every variable.

`DATABASE_URL` always names the PostgreSQL to use. In embedded mode (`AMP_EMBEDDED=1`) the launcher sets it, and a
secret key kept in `var/`, so that `./run` needs no configuration at all.
"""

import importlib.util
import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _required(name: str, remedy: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} ist nicht gesetzt. {remedy}")
    return value


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "ja"}


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


EMBEDDED = _flag("AMP_EMBEDDED", default=False)
HTTPS = _flag("AMP_HTTPS", default=not EMBEDDED)
BEHIND_PROXY = _flag("AMP_BEHIND_PROXY", default=False)

DEBUG = _flag("AMP_DEBUG", default=False)
SECRET_KEY = _required("SECRET_KEY", "Setzen Sie die Variable auf mindestens 50 zufällige Zeichen.")
ALLOWED_HOSTS = _list("AMP_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("AMP_TRUSTED_ORIGINS")

DATABASES = {
    "default": dj_database_url.parse(
        _required("DATABASE_URL", "Starten Sie mit ./run (eingebettete Datenbank) oder nennen Sie einen Server."),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL nennt kein PostgreSQL. Unterstützt wird nur PostgreSQL 15 bis 18.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "amp.apps.AmpConfig",
    "programmes",
    "budget",
    "proposals",
    "workspace",
    "amp.apps.AmpAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_prose_editor",
    "django_tables2",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # around everything, static files and redirects included
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "amp.history.HistoryMiddleware",
    "workspace.keeping.middleware.KeptInputMiddleware",
    "amp.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "amp.middleware.with_page_for_wrong_method",
    "amp.middleware.AtOnceMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "amp.urls"
WSGI_APPLICATION = "amp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "workspace.frame.frame",
                "workspace.notices.bell.bell",
            ],
            "builtins": ["amp.templatetags.amp"],
        },
    }
]
# The form widgets of django-tables2, django-filter and our own come from templates/ first.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# Sign-in
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "amp.backends.RoleBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_CLIENT_IP_CALLABLE = "amp.network.client_address"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# A stage with all its lines on one page of the administration: some 15 fields a line.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Transport and browser
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# With the prefix the browser takes the cookie from this host alone, and only over HTTPS.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-sitzung", "__Host-csrf") if HTTPS else ("sitzung", "csrf")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "amp.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Language, numbers, time
LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

# E-mails with notices; without a server none are sent
MAIL_SERVER = EMAIL_HOST = os.environ.get("AMP_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("AMP_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("AMP_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("AMP_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("AMP_SMTP_STARTTLS", default=EMAIL_PORT == 587)
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 20  # seconds
BASE_URL = os.environ.get("AMP_BASE_URL", "").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("AMP_EMAIL_FROM", "")
if MAIL_SERVER and not (BASE_URL and DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured("AMP_SMTP_HOST ist gesetzt; dann werden auch AMP_BASE_URL und AMP_EMAIL_FROM gebraucht.")

# Static files
_kern = importlib.util.find_spec("mkdocs_kern_ux")
_kern_dir = Path(_kern.origin).parent / "kern-ux" / "vendor" / "kern" if _kern and _kern.origin else None
if _kern_dir is None or not _kern_dir.is_dir():
    raise ImproperlyConfigured("KERN fehlt: Das Paket mkdocs-kern-ux ist nicht (vollständig) installiert.")
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("AMP_STATIC_ROOT", BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static", ("kern", _kern_dir)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DJANGO_TABLES2_TEMPLATE = "tables/table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("AMP_LOG_LEVEL", "WARNING")},
}
