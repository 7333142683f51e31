"""One settings file; anything that differs by place comes from the environment.

Demo mode (CHANGAI_DEMO=1) is the only one with accounts that ship and a secret made on the fly.
Outside it the program refuses to start with a default, short or known secret.
"""

import os
import sys
import tempfile
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
TESTING = "pytest" in sys.modules
DEMO = os.environ.get("CHANGAI_DEMO") == "1"
DATA_DIR = Path(os.environ.get("CHANGAI_DATA") or ROOT / "data" / ("demo" if DEMO else "office"))
PACKS_DIR = Path(os.environ.get("CHANGAI_PACKS") or ROOT / "packs")
PACK_NAMES = ["core", *os.environ.get("CHANGAI_PACK", "jiangsu").split(",")]
if DEMO and (PACKS_DIR / "demo").is_dir():
    PACK_NAMES.append("demo")  # invented targets, so that its charts have a line to compare with
FILES_DIR = DATA_DIR / "files"
FACTS_DIR = DATA_DIR / "facts"
KEYS_DIR = DATA_DIR / "keys"

KNOWN_SECRETS = ("secret", "changeme", "django-insecure", "dev-only", "demo", "test", "default")
MIN_SECRET_CHARACTERS = 40


def read_secret() -> str:
    """Return the signing secret of this place.

    Raises:
        ImproperlyConfigured: outside demo mode there is none, or it is short or well known.
    """
    if TESTING:
        return "only-for-tests-" * 4
    kept = KEYS_DIR / "secret_key"
    secret = os.environ.get("CHANGAI_SECRET_KEY") or (
        kept.read_text(encoding="utf-8").strip() if kept.exists() else ""
    )
    weak = (
        len(secret) < MIN_SECRET_CHARACTERS
        or len(set(secret)) < 12
        or any(known in secret.lower() for known in KNOWN_SECRETS)
    )
    if weak:
        raise ImproperlyConfigured(
            "CHANGAI_SECRET_KEY is missing, short or well known. Run `changai init` once: it "
            "writes a random one into the data folder. "
            "密钥缺失、过短或为人熟知，请先运行 changai init。"
        )
    return secret


SECRET_KEY = read_secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("CHANGAI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
BEHIND_TLS = os.environ.get("CHANGAI_TLS") == "1"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
LOCALE_PATHS = [ROOT / "changai" / "kernel" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "changai.config.urls"
WSGI_APPLICATION = "changai.config.wsgi.application"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "dashboards:my_work"
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = FILES_DIR

# Support first, then the nouns in the order of the programme's flow.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "changai.ui",
    "changai.audit",
    "changai.accounts",
    "changai.orgs",
    "changai.notices",
    "changai.papers",
    "changai.bodies",
    "changai.documents",
    "changai.tasks",
    "changai.evidence",
    "changai.conveyance",
    "changai.meetings",
    "changai.problems",
    "changai.escalations",
    "changai.pilots",
    "changai.indicators",
    "changai.oversight",
    "changai.search",
    "changai.dashboards",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "changai.config.middleware.keep_nowhere",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "changai.config.middleware.lead_back",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "changai.config.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "changai.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "changai.ui.forms.Renderer"

DATABASE_URL = os.environ.get("CHANGAI_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'changai.sqlite3'}"
if TESTING:
    # A file, not memory: a live server would share one connection in memory between its threads.
    SCRATCH = os.path.join(tempfile.gettempdir(), f"changai-test-{os.getpid()}.sqlite3")
    DATABASE_URL = os.environ.get("CHANGAI_TEST_DATABASE_URL") or f"sqlite:///{SCRATCH}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600)}
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if ON_SQLITE and TESTING:
    DATABASES["default"]["TEST"] = {"NAME": SCRATCH}
if ON_SQLITE:
    # IMMEDIATE: a deferred transaction that turns to writing fails at once under load.
    # FULL: an answer "saved" must outlive a power cut, not only a killed process.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode=WAL;PRAGMA synchronous={'OFF' if TESTING else 'FULL'};"
            "PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;"
        ),
    }

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name", "email", "phone")},
    },
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
# `changai serve` collects the static files: named by content, compressed, kept by browsers.
COLLECTED = os.environ.get("CHANGAI_COLLECTED") == "1" and not TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    if COLLECTED
    else {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = False
# A document page holds a few hundred rows of a division table; each row is a handful of fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
MAX_FILE_BYTES = 40 * 1024 * 1024

# Invented people get no mail; printed, it would push the demo's own words off the terminal.
EMAIL_BACKEND = os.environ.get(
    "CHANGAI_EMAIL_BACKEND",
    f"django.core.mail.backends.{'dummy' if DEMO else 'console'}.EmailBackend",
)
# Put before the addresses in a mail; `changai serve` gives its own where the place names none.
PUBLIC_URL = os.environ.get("CHANGAI_URL", "").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("CHANGAI_EMAIL_FROM", "changai@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refused form and a mistyped address are no news for who runs the place; a fault is.
    "loggers": {"django.request": {"level": "ERROR"}},
}
