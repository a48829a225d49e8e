"""Django's settings, from the environment through typed helpers (docs/reference/settings.md)."""

import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kenes.config import env
from kenes.config.home import find_home, prepare_home, secret

KENES_HOME = find_home()
IS_TEST = "pytest" in sys.modules
if not IS_TEST:
    prepare_home(KENES_HOME)

DEBUG = env.flag("KENES_DEBUG")
SECRET_KEY = "for tests only" if IS_TEST else secret(KENES_HOME, "KENES_SECRET_KEY")
# Keeps the pseudonyms of the public record apart from the people behind them.
KENES_PSEUDONYM_KEY = "for tests only" if IS_TEST else secret(KENES_HOME, "KENES_PSEUDONYM_KEY")
KENES_RECORD_NAME = env.text("KENES_RECORD_NAME")
ALLOWED_HOSTS = env.names("KENES_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("KENES_ORIGINS")
IS_HTTPS = env.flag("KENES_HTTPS")
# Links in letters begin with it: no request tells a background pass where the house is.
KENES_ADDRESS = env.text("KENES_ADDRESS") or next(iter(CSRF_TRUSTED_ORIGINS), "")
# Where browsers find the stream of a meeting; the pages of meetings may connect there.
KENES_LIVE_ADDRESS = env.text("KENES_LIVE_ADDRESS")
KENES_LIVE_CONNECTIONS = env.number("KENES_LIVE_CONNECTIONS", 2_000, least=1)
KENES_LIVE_CONNECTIONS_EACH = env.number("KENES_LIVE_CONNECTIONS_EACH", 1_000, least=1)

# Without a second factor nobody works in a real body; a demonstration may say otherwise.
KENES_SECOND_FACTOR = env.flag("KENES_SECOND_FACTOR", default=True)
KENES_DEMONSTRATION = env.flag("KENES_DEMONSTRATION")
KENES_CLAMAV_SOCKET = env.text("KENES_CLAMAV_SOCKET")
KENES_UPLOAD_LIMIT = env.number("KENES_UPLOAD_LIMIT_MB", 50, least=1) * 1024 * 1024  # bytes

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_tasks",
    "django_tasks_db",
    # Before allauth, so that its pages are found in our templates.
    "kenes.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "kenes.journal",
    "kenes.ui",
    "kenes.record",
    "kenes.members",
    "kenes.law",
    "kenes.recommendations",
    "kenes.suggestions",
    "kenes.replies",
    "kenes.proposals",
    "kenes.alignment",
    "kenes.opinions",
    "kenes.implementation",
    "kenes.meetings",
    "kenes.notifications",
    "kenes.desk",
    "kenes.portal",
]

MIDDLEWARE = [
    "kenes.config.page_cache.PublicPageCacheMiddleware",  # outermost: keeps whole answers
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "kenes.config.middleware.ActorMiddleware",
    "kenes.config.middleware.DefaultDenyMiddleware",
    "kenes.config.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "kenes.config.urls"
WSGI_APPLICATION = "kenes.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "kenes.ui.templatetags.components"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kenes.config.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": env.database("KENES_DATABASE_URL", KENES_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = KENES_HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:front"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True

ACCOUNT_ADAPTER = "kenes.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # who accepted an invitation has shown that it is theirs
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds
ACCOUNT_FORMS = {
    "login": "kenes.accounts.forms.signing_in.LoginForm",
    "reset_password": "kenes.accounts.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "kenes.accounts.forms.signing_in.ResetPasswordKeyForm",
    "change_password": "kenes.accounts.forms.signing_in.ChangePasswordForm",
    "reauthenticate": "kenes.accounts.forms.signing_in.ReauthenticateForm",
}
# Attempts, per minute or seconds, by address and by account.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/300s/key", "reset_password": "10/m/ip,3/h/key"}
MFA_ADAPTER = "kenes.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "kenes.accounts.forms.signing_in.CodeForm",
    "reauthenticate": "kenes.accounts.forms.signing_in.ReauthenticateCodeForm",
    "activate_totp": "kenes.accounts.forms.signing_in.ActivateForm",
    "add_webauthn": "kenes.accounts.forms.signing_in.AddPasskeyForm",
    "edit_webauthn": "kenes.accounts.forms.signing_in.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_TOTP_ISSUER = "Kenes"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds, for telephones whose clock is off
USERSESSIONS_TRACK_ACTIVITY = False  # it would write on every page

EMAIL_BACKEND = env.text("KENES_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("KENES_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("KENES_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("KENES_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("KENES_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("KENES_EMAIL_TLS")
EMAIL_TIMEOUT = 20  # seconds; without it a server that says nothing holds us for ever
DEFAULT_FROM_EMAIL = env.text("KENES_EMAIL_FROM", "kenes@localhost")

_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _MEMORY},
    "pages": {"BACKEND": _MEMORY, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 1_000}},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
FORMAT_MODULE_PATH = "kenes.languages.formats"
LOCALE_PATHS = [str(Path(__file__).parents[1] / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("KENES_TIME_ZONE", "Asia/Almaty")

STATIC_URL = "static/"
STATIC_ROOT = KENES_HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Tests serve the files as they are written; nothing is collected for them.
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
_STATIC = _PLAIN if IS_TEST else "kenes.config.static.HashedStorage"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = IS_TEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC},
}
WHITENOISE_MAX_AGE = 31_536_000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("KENES_LOG_LEVEL", "WARNING")},
}
