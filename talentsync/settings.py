"""All settings. Each one that an operator may change is read from the environment by `talentsync.env`.

`.env.example` explains every variable; values there are the defaults here.
"""

from datetime import timedelta
from pathlib import Path

import dj_database_url
import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from proctoring.storage_config import snapshot_storage
from talentsync import queues
from talentsync.env import Environment, InvalidVariable
from talentsync.lib.paths import socket_path
from talentsync.lib.worker_policy import add_worker_policy

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment.of_process(BASE_DIR / ".env")

# Core -----------------------------------------------------------------------------------------------------------------

# Everything that TalentSync itself writes on this machine: database, embedded Redis, media, generated secret.
DATA_DIR = BASE_DIR / env.text("DATA_DIR", "var")
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env.flag("DEBUG", False)
# `make dev` sets it: pages then load their scripts and styles from Vite's server on this machine.
VITE_DEV_PORT = env.integer("VITE_DEV_PORT", 0, minimum=0, maximum=65_535)
if VITE_DEV_PORT and not DEBUG:
    raise InvalidVariable("VITE_DEV_PORT", "is for development only, with DEBUG=yes")
# `make run` makes a secret of its own there; without either there is none, and nothing starts.
SECRET_KEY_FILE = DATA_DIR / "secret_key"
SECRET_KEY = env.text("SECRET_KEY", *([SECRET_KEY_FILE.read_text()] if SECRET_KEY_FILE.exists() else []))
if len(SECRET_KEY) < 32:
    raise InvalidVariable("SECRET_KEY", "needs at least 32 characters")
SECRET_KEY_FALLBACKS = env.listing("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS")

# The server that `python -m talentsync.server` starts.
HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000, minimum=1, maximum=65_535)
# Whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks of the reverse proxies.
TRUSTED_PROXIES = env.listing("TRUSTED_PROXIES")
# People and interviews to try TalentSync with. Their passwords are public, so unless somebody asks for them they exist
# only where nobody but this machine gets in.
LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]"}
DEMO_DATA = env.flag("DEMO_DATA", HOST in LOOPBACK and set(ALLOWED_HOSTS) <= LOOPBACK)
# Browsers come through HTTPS.
HTTPS = env.flag("HTTPS", False)
# More than one, and processes share the port; `make run` starts as many.
WEB_PROCESSES = env.integer("WEB_PROCESSES", 1, minimum=1, maximum=100)
# Threads of each web process for synchronous work, each with one kept connection to the database: for what candidates
# wait for, for the pages below SLOW_PATHS, and for the live rooms.
HTTP_THREADS = env.integer("HTTP_THREADS", 4, minimum=1, maximum=100)
SLOW_HTTP_THREADS = env.integer("SLOW_HTTP_THREADS", 2, minimum=1, maximum=100)
SOCKET_THREADS = env.integer("SOCKET_THREADS", 2, minimum=1, maximum=100)
# How long a client may take: for the head of a request, for its body beyond its length at 4 KiB a second, and to read
# something of an answer.
REQUEST_HEAD_SECONDS = env.seconds("REQUEST_HEAD_SECONDS", 20, minimum=0.1, maximum=600)
REQUEST_BODY_SECONDS = env.seconds("REQUEST_BODY_SECONDS", 30, minimum=0.1, maximum=600)
RESPONSE_UNREAD_SECONDS = env.seconds("RESPONSE_UNREAD_SECONDS", 60, minimum=0.1, maximum=3600)
# Exports, uploads, replays and long lists; the hash of a password takes a third of a second.
SLOW_PATHS = ("/admin/", "/accounts/")
# How long open requests get to finish when the server is told to stop.
SHUTDOWN_SECONDS = env.integer("SHUTDOWN_SECONDS", 5, minimum=1, maximum=600)

INSTALLED_APPS = [
    # Only for `runserver`, before staticfiles, whose own it replaces: it takes a third of each process's start.
    *(["daphne"] if DEBUG else []),
    "interviews.admin_apps.TalentSyncAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "anymail",
    "axes",
    "channels",
    "csp",
    "django_vite",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "lucide",
    "talentsync.lib",
    "interviews",
    "dsa",
    "proctoring",
    "rooms",
    "replay",
    "integrations",
]

MIDDLEWARE = [
    "talentsync.lib.event_loop_middleware.Security",
    # Ahead of the CSP: a worker script that carries the page's policy would inherit it and fail.
    "servestatic.middleware.ServeStaticMiddleware",
    "talentsync.lib.event_loop_middleware.ContentSecurityPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "talentsync.lib.event_loop_middleware.Session",
    "talentsync.lib.event_loop_middleware.Locale",
    "talentsync.lib.event_loop_middleware.Common",
    "talentsync.lib.event_loop_middleware.Csrf",
    "talentsync.lib.event_loop_middleware.Authentication",
    "talentsync.lib.event_loop_middleware.Messages",
    "talentsync.lib.viewer_zone.viewer_zone",
    "talentsync.lib.event_loop_middleware.FrameOptions",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
# `check --deploy` looks for three of Django's middlewares by their own names and does not find what inherits from them.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W003"]

ROOT_URLCONF = "talentsync.urls"
ASGI_APPLICATION = "talentsync.asgi.application"

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
            ],
            "builtins": ["talentsync.lib.templatetags.icons"],
        },
    },
]

# People ---------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "interviews.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# After ten wrong passwords for the same name from the same address, that pair waits. An address alone, and a name alone
# from wherever, may be tried far more often: counted as tightly they would lock out a whole office, or a colleague.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "interviews.backends.AccountBackend"]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# So many tries at once, then so many a minute; the right password counts as well.
SIGN_IN_RATE_OF_ADDRESS = (100, 10)
SIGN_IN_RATE_OF_NAME = (50, 5)

# Accounts are made by superusers and by invitation. Names sign in, not addresses: axes counts names.
ACCOUNT_ADAPTER = "interviews.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Sign-ins are counted by the adapter and by axes; "login_failed" is what a second factor is tried by, and the key of
# "reset_password" the address that somebody typed in, whether or not an account has it.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/15m/key",
    "reset_password": "20/m/ip,3/h/key",
}
PASSWORD_RESET_TIMEOUT = 60 * 60 * 4
MFA_ADAPTER = "interviews.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "TalentSync"
# Clocks differ, and people type: the code of the half minute before and after counts as well.
MFA_TOTP_TOLERANCE = 1
# Browsers themselves allow passkeys without HTTPS on this machine only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# The company's own sign-in. Whoever comes from there has an account with that address, or an invitation to have one.
OIDC_ISSUER = env.text("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.text("OIDC_NAME", "your company's account")
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise InvalidVariable("OIDC_CLIENT_ID", "must be set with OIDC_CLIENT_SECRET when OIDC_ISSUER is")
SOCIALACCOUNT_ADAPTER = "interviews.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "company",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
INVITATION_VALID_DAYS = env.integer("INVITATION_VALID_DAYS", 30, minimum=1, maximum=365)

# Mail -----------------------------------------------------------------------------------------------------------------

# "console" prints mails with their links, which is for trying out only; "off" sends none, and people copy links.
MAIL_TRANSPORT = env.choice(
    "MAIL_TRANSPORT",
    "console" if DEMO_DATA else "off",
    options=frozenset({"off", "console", "smtp", "anymail"}),
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, minimum=1, maximum=65_535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
_EMAIL_SECURITY = env.choice("EMAIL_SECURITY", "starttls", options=frozenset({"none", "starttls", "tls"}))
EMAIL_USE_TLS, EMAIL_USE_SSL = _EMAIL_SECURITY == "starttls", _EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = env.seconds("EMAIL_TIMEOUT", 15, minimum=0.1, maximum=120)
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "TalentSync <talentsync@localhost>")
ANYMAIL_PROVIDER = env.text("ANYMAIL_PROVIDER", "")
ANYMAIL = dict(option.partition("=")[::2] for option in env.listing("ANYMAIL_OPTIONS"))
if MAIL_TRANSPORT == "anymail" and not (ANYMAIL_PROVIDER.isascii() and ANYMAIL_PROVIDER.isidentifier()):
    raise InvalidVariable("ANYMAIL_PROVIDER", "must name a provider when MAIL_TRANSPORT is anymail")
EMAIL_BACKEND = {
    "off": "django.core.mail.backends.dummy.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "smtp": "interviews.mail.smtp.HandoverBackend",
    "anymail": f"anymail.backends.{ANYMAIL_PROVIDER}.EmailBackend",
}[MAIL_TRANSPORT]
# Where the links in mails lead: workers know no request.
SITE_URL = env.text(
    "SITE_URL",
    f"https://{ALLOWED_HOSTS[0]}"
    if HTTPS
    else f"http://{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else HOST}:{PORT}",
).rstrip("/")
if not SITE_URL.startswith(("http://", "https://")):
    raise InvalidVariable("SITE_URL", "does not begin with http:// or https://")
# Reminders go out so long before a live interview, or before the link to a session that was not begun expires.
REMINDER_HOURS = env.integer("REMINDER_HOURS", 24, minimum=1, maximum=168)

# Language and time ----------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

# Database -------------------------------------------------------------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'talentsync.sqlite3'}")
try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
except ValueError:
    raise InvalidVariable("DATABASE_URL", "is not the URL of a database") from None  # it may hold a password
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # With a queue for those who write.
    DATABASES["default"]["ENGINE"] = "talentsync.lib.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        # Web and worker write at once: take the write lock when a transaction opens, and wait for it, instead of
        # failing half-way when a read turns into a write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # Opening the file takes longer than most of what is then asked of it, and closing the last connection to it even
    # empties the journal: bench/relay joins rooms several times as fast without.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    # Celery closes it before and after each task, whatever that says, but for this.
    CELERY_DB_REUSE_MAX = 500
else:
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        # With fewer round trips.
        DATABASES["default"]["ENGINE"] = "talentsync.lib.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis: channel layer, presence, broker -------------------------------------------------------------------------------

EMBEDDED_REDIS_SOCKET = socket_path(DATA_DIR / "valkey.sock")
REDIS_URLS = env.listing("REDIS_URL", (f"unix://{EMBEDDED_REDIS_SOCKET}",))
_CHANNEL_LAYERS = {
    "talentsync": "talentsync.channel_layer.PubSubChannelLayer",
    "channels_redis": "channels_redis.pubsub.RedisPubSubChannelLayer",
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": _CHANNEL_LAYERS[
            env.choice("CHANNEL_LAYER", "talentsync", options=frozenset(_CHANNEL_LAYERS))
        ],
        # A burst to a room, all of it in one turn of the event loop, must find place before the socket's task has run.
        "CONFIG": {"hosts": REDIS_URLS, "prefix": "talentsync", "capacity": 10_000},
    },
}
# How often somebody asks; nothing that must last.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URLS[0],
        "KEY_PREFIX": "talentsync",
    },
}
# Kombu spells a Unix socket its own way. Queues live on the first host; only channel groups are sharded.
CELERY_BROKER_URL = (
    "redis+socket://" + REDIS_URLS[0].removeprefix("unix://").removeprefix("redis+unix://")
    if "unix://" in REDIS_URLS[0]
    else REDIS_URLS[0]
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = env.integer("WORKER_CONCURRENCY", 2, minimum=1, maximum=1000)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
# A message that is not acknowledged by then goes to another worker. Longer than any judging: what a lost worker held is
# sent again much sooner (talentsync.lib.leased_queue), and a message too many does no harm.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 4 * 3600}
CELERY_BEAT_SCHEDULE = {
    **{
        f"heartbeat of {queue}": {
            "task": "interviews.tasks.record_worker_heartbeat",
            "schedule": 10.0,
            "args": (queue,),
            "options": {"queue": queue},
        }
        for queue in queues.ALL
    },
    "empty rooms": {"task": "rooms.tasks.sweep_rooms", "schedule": 15.0},
    "waiting runs": {"task": "rooms.tasks.dispatch_runs", "schedule": 5.0},
    "waiting checks": {"task": "dsa.tasks.dispatch_checks", "schedule": 20.0},
    "waiting similarity reports": {"task": "dsa.tasks.dispatch_similarity_reports", "schedule": 20.0},
    "waiting judgements": {"task": "dsa.tasks.dispatch_judgements", "schedule": 5.0},
    "sessions at their end": {"task": "dsa.tasks.finish_overdue_sessions", "schedule": 5.0},
    "settled sessions": {"task": "dsa.tasks.complete_settled_interviews", "schedule": 300.0},
    "waiting mails": {"task": "interviews.tasks.dispatch_mails", "schedule": 10.0},
    "reminders": {"task": "interviews.tasks.queue_reminders", "schedule": 300.0},
    "old mails about accounts": {
        "task": "interviews.tasks.forget_mails_about_accounts",
        "schedule": 3600.0,
    },
    "forgotten interviews": {"task": "interviews.tasks.complete_forgotten_interviews", "schedule": 300.0},
    "waiting records": {"task": "replay.tasks.dispatch_records", "schedule": 30.0},
    "orphaned files of records": {"task": "replay.tasks.sweep_record_files", "schedule": 3600.0},
    "proof of interviews": {"task": "interviews.tasks.prove_interviews", "schedule": 60.0},
    "waiting deletions": {"task": "interviews.tasks.dispatch_own_deletions", "schedule": 30.0},
    "waiting snapshots": {"task": "proctoring.tasks.dispatch_snapshots", "schedule": 20.0},
    "expired snapshots": {"task": "proctoring.tasks.purge", "schedule": 600.0},
    "orphaned snapshot files": {"task": "proctoring.tasks.sweep_files", "schedule": 3600.0},
    "waiting webhooks": {"task": "integrations.tasks.dispatch_webhooks", "schedule": 10.0},
    "old webhooks": {"task": "integrations.tasks.purge_webhooks", "schedule": 3600.0},
}

# A live interview that nobody ended is ended this long after its appointment would have been over.
FORGOTTEN_INTERVIEW_HOURS = env.integer("FORGOTTEN_INTERVIEW_HOURS", 6, minimum=1, maximum=720)

# Append-only: the ends of the timelines' chains of hashes. On a disk, or under an account, of its own where those who
# administrate the database are to be kept from it.
CHAIN_HEADS_FILE = BASE_DIR / env.text("CHAIN_HEADS_FILE", str(DATA_DIR / "heads.jsonl"))

# A record that somebody asked for is deleted after this long; making it again takes seconds.
RECORD_KEEP_DAYS = env.integer("RECORD_KEEP_DAYS", 7, minimum=1, maximum=365)

# Live room ------------------------------------------------------------------------------------------------------------

ROOM_CAPACITY = env.integer("ROOM_CAPACITY", 5, minimum=2, maximum=20)
ROOM_RESUME_GRACE_SECONDS = env.seconds("ROOM_RESUME_GRACE_SECONDS", 10, minimum=0.1, maximum=300)
ROOM_PRESENCE_TTL_SECONDS = env.seconds("ROOM_PRESENCE_TTL_SECONDS", 15, minimum=0.5, maximum=600)
# Multiplies every rate of docs/protocol.md; the load generator of bench/relay raises it.
ROOM_RATE_FACTOR = env.number("ROOM_RATE_FACTOR", 1, minimum=0.1, maximum=1_000_000)

ROOM_DOCUMENT_MAX_BYTES = env.integer(
    "ROOM_DOCUMENT_MAX_BYTES", 2_000_000, minimum=10_000, maximum=100_000_000
)
ROOM_DOCUMENT_CHECKPOINT_UPDATES = env.integer(
    "ROOM_DOCUMENT_CHECKPOINT_UPDATES", 500, minimum=1, maximum=100_000
)
# What a web process remembers of the logs of shared documents, so that a keystroke reads none of them.
ROOM_CACHE_BYTES = env.integer("ROOM_CACHE_BYTES", 256_000_000, minimum=1_000_000, maximum=100_000_000_000)
ROOM_WHITEBOARD_MAX_BYTES = env.integer(
    "ROOM_WHITEBOARD_MAX_BYTES", 8_000_000, minimum=10_000, maximum=100_000_000
)

SOCKETIO_PING_INTERVAL_SECONDS = env.seconds("SOCKETIO_PING_INTERVAL_SECONDS", 25, minimum=0.1, maximum=300)
SOCKETIO_PING_TIMEOUT_SECONDS = env.seconds("SOCKETIO_PING_TIMEOUT_SECONDS", 20, minimum=0.1, maximum=300)
SOCKETIO_CONNECT_TIMEOUT_SECONDS = env.seconds(
    "SOCKETIO_CONNECT_TIMEOUT_SECONDS", 45, minimum=0.1, maximum=300
)
SOCKETIO_MAX_PAYLOAD_BYTES = env.integer(
    "SOCKETIO_MAX_PAYLOAD_BYTES", 1_000_000, minimum=1_000, maximum=100_000_000
)
SOCKETIO_MAX_OUTBOX_BYTES = env.integer(
    "SOCKETIO_MAX_OUTBOX_BYTES", 4_000_000, minimum=100_000, maximum=1_000_000_000
)
SOCKETIO_MAX_SOCKETS_PER_ADDRESS = env.integer(
    "SOCKETIO_MAX_SOCKETS_PER_ADDRESS", 1_000, minimum=1, maximum=1_000_000
)
SOCKETIO_MAX_SOCKETS_PER_PERSON = env.integer(
    "SOCKETIO_MAX_SOCKETS_PER_PERSON", 100, minimum=1, maximum=1_000_000
)
# The sid of each connection begins with it, so that a proxy can bring polling clients back to this process.
SOCKETIO_PROCESS_NAME = env.text("SOCKETIO_PROCESS_NAME", str(PORT))
SOCKETIO_TRUSTED_ORIGINS = env.listing("SOCKETIO_TRUSTED_ORIGINS")

STUN_URLS = env.listing("STUN_URLS")
TURN_URLS = env.listing("TURN_URLS")
TURN_SECRET = env.text("TURN_SECRET", "")
TURN_CREDENTIAL_SECONDS = env.integer("TURN_CREDENTIAL_SECONDS", 3600, minimum=60, maximum=86_400)
ICE_RELAY_ONLY = env.flag("ICE_RELAY_ONLY", False)
if TURN_URLS and not TURN_SECRET:
    raise InvalidVariable("TURN_SECRET", "must be set when TURN_URLS is")
if ICE_RELAY_ONLY and not TURN_URLS:
    raise InvalidVariable("ICE_RELAY_ONLY", "needs TURN_URLS: a call that may only be relayed needs a relay")

# Running other people's code ------------------------------------------------------------------------------------------

# "sandbox" runs programs on this machine, "judge0" on the server at JUDGE0_URL.
EXECUTION_BACKEND = env.choice("EXECUTION_BACKEND", "sandbox", options=frozenset({"sandbox", "judge0"}))
EXECUTION_DIR = env.text("EXECUTION_DIR", "")
EXECUTION_SLOTS = env.integer("EXECUTION_SLOTS", 0, minimum=0, maximum=1000)
EXECUTION_CGROUP = env.text("EXECUTION_CGROUP", "auto")
EXECUTION_ALLOW_WEAK_LIMITS = env.flag("EXECUTION_ALLOW_WEAK_LIMITS", False)
JUDGE0_URL = env.text("JUDGE0_URL", "")
JUDGE0_TOKEN = env.text("JUDGE0_TOKEN", "")
JUDGE0_TOKEN_HEADER = env.text("JUDGE0_TOKEN_HEADER", "X-Auth-Token")
JUDGE0_TIMEOUT_SECONDS = env.seconds("JUDGE0_TIMEOUT_SECONDS", 10, minimum=0.1, maximum=300)
if EXECUTION_BACKEND == "judge0" and not JUDGE0_URL.startswith(("http://", "https://")):
    raise InvalidVariable("JUDGE0_URL", "must be an http:// or https:// URL when EXECUTION_BACKEND is judge0")
if EXECUTION_CGROUP not in {"auto", "off"} and not Path(EXECUTION_CGROUP).is_absolute():
    raise InvalidVariable("EXECUTION_CGROUP", "is neither auto, off nor an absolute path")

# Below /v1 no body may be larger, whatever it is; each endpoint has a smaller limit of its own.
API_MAX_BODY_BYTES = 16_000_000
# Elsewhere: of anybody, and of somebody who is signed in and may upload the zip of a problem package.
FORM_MAX_BODY_BYTES = 2_500_000
UPLOAD_MAX_BODY_BYTES = 270_000_000

# Candidates may have their own records deleted by themselves so many days after the end of the interview.
OWN_DELETION_AFTER_DAYS = env.integer("OWN_DELETION_AFTER_DAYS", 14, minimum=0, maximum=3650)

# Webcam proctoring ----------------------------------------------------------------------------------------------------

# Whom candidates may ask about it; left empty, the recruiter who scheduled their interview.
PROCTORING_CONTACT = env.text("PROCTORING_CONTACT", "")
# Days that each kind of record is kept, where a stage does not say otherwise. Candidates read them before they agree.
PROCTORING_MAX_DAYS = 3650
PROCTORING_SNAPSHOT_DAYS = env.integer("PROCTORING_SNAPSHOT_DAYS", 30, minimum=1, maximum=PROCTORING_MAX_DAYS)
PROCTORING_INCIDENT_DAYS = env.integer("PROCTORING_INCIDENT_DAYS", 90, minimum=1, maximum=PROCTORING_MAX_DAYS)
PROCTORING_CONSENT_DAYS = env.integer("PROCTORING_CONSENT_DAYS", 365, minimum=1, maximum=PROCTORING_MAX_DAYS)
PROCTORING_UPLOAD_BYTES = env.integer(
    "PROCTORING_UPLOAD_BYTES", 2_000_000, minimum=10_000, maximum=15_000_000
)
PROCTORING_UPLOADS_PER_MINUTE = env.integer("PROCTORING_UPLOADS_PER_MINUTE", 60, minimum=1, maximum=100_000)
SNAPSHOT_STORAGE = env.choice("SNAPSHOT_STORAGE", "local", options=frozenset({"local", "s3"}))
SNAPSHOT_S3_BUCKET = env.text("SNAPSHOT_S3_BUCKET", "")
SNAPSHOT_S3_ENDPOINT_URL = env.text("SNAPSHOT_S3_ENDPOINT_URL", "")
SNAPSHOT_S3_REGION = env.text("SNAPSHOT_S3_REGION", "")
SNAPSHOT_S3_ACCESS_KEY = env.text("SNAPSHOT_S3_ACCESS_KEY", "")
SNAPSHOT_S3_SECRET_KEY = env.text("SNAPSHOT_S3_SECRET_KEY", "")
if SNAPSHOT_STORAGE == "s3" and not SNAPSHOT_S3_BUCKET:
    raise InvalidVariable("SNAPSHOT_S3_BUCKET", "must be set when SNAPSHOT_STORAGE is s3")

# Coding sessions over HTTP --------------------------------------------------------------------------------------------

# What one candidate may ask for: so many at once, then so many a minute. `act` is to start and to finish.
DSA_RATES = {
    **{"read": (60, 240), "draft": (20, 60), "run": (6, 20), "submit": (4, 10), "act": (10, 20)},
    "practice": (4, 8),
    # A device that comes back from offline sends what it kept in one go.
    "draft_log": (60, 60),
}
# Multiplies them; benchmarks raise it.
DSA_RATE_FACTOR = env.number("DSA_RATE_FACTOR", 1, minimum=0.1, maximum=1_000_000)
# Code and input of 64 Ki characters each, of which JSON may make twelve bytes for one.
DSA_MAX_BODY_BYTES = 1_700_000
DSA_STREAM_HEARTBEAT_SECONDS = 15.0
# After that a browser connects again by itself, and is asked anew whether it still may.
DSA_STREAM_SECONDS = 600.0
DSA_STREAMS_PER_SESSION = 8

# Other systems --------------------------------------------------------------------------------------------------------

# Of each API token.
API_REQUESTS_PER_MINUTE = env.integer("API_REQUESTS_PER_MINUTE", 300, minimum=1, maximum=1_000_000)
# Only a hash of each token is stored. The prefix lets scanners of leaked secrets know them.
KNOX_TOKEN_MODEL = "integrations.ApiToken"  # noqa: S105  a model
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "tsapi_", "TOKEN_TTL": None}
# Its one table is not used: the model above is.
MIGRATION_MODULES = {"knox": None}
# How long a receiver gets for its whole answer.
WEBHOOK_TIMEOUT_SECONDS = env.seconds("WEBHOOK_TIMEOUT_SECONDS", 10, minimum=0.5, maximum=60)
# Networks that are not public and to which webhooks may be posted all the same, also without TLS.
WEBHOOK_ALLOWED_NETWORKS = env.networks("WEBHOOK_ALLOWED_NETWORKS")
# An endpoint that has taken nothing for so long is turned off.
WEBHOOK_SUSPEND_HOURS = env.integer("WEBHOOK_SUSPEND_HOURS", 24, minimum=1, maximum=720)
WEBHOOK_LOG_DAYS = env.integer("WEBHOOK_LOG_DAYS", 30, minimum=1, maximum=3650)

REST_FRAMEWORK = {
    # Candidates' views load no account; those of people sit behind Django's own checks.
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "TalentSync",
    "VERSION": "1",
    "DESCRIPTION": (
        "The coding session of a candidate: the token of their invitation link stands in each address and is all that "
        "is needed; the notes of a signed-in interviewer; and what other systems of recruiters use, with a token made "
        "in the admin. Every error is `{code, detail}`: the code is stable and for programs."
    ),
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SCHEMA_PATH_PREFIX": "/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "dsa.api.docs_views.closed_objects",
    ],
    "ENUM_NAME_OVERRIDES": {
        "Verdict": "dsa.api.response_schemas.VERDICTS",
        "Language": "dsa.api.response_schemas.LANGUAGES",
        "SessionState": "dsa.choices.SessionState.values",
        "FinishReason": "dsa.choices.FinishReason.values",
        "SubmissionKind": "dsa.choices.SubmissionKind.values",
        "SubmissionStatus": "dsa.choices.JudgementState.values",
        "ConsentDecision": "proctoring.choices.Decision.values",
        "ConsentStatus": "proctoring.api.response_schemas.CONSENT_STATUSES",
        "IncidentKind": "proctoring.api.request_schemas.INCIDENT_KINDS",
        "SnapshotReason": "proctoring.choices.SnapshotReason.values",
        "PositionState": "interviews.choices.PositionState.choices",
        "ApplicationDecision": "interviews.choices.ApplicationDecision.choices",
        "InterviewState": "interviews.choices.InterviewState.choices",
        "InvitationStatus": "interviews.choices.InvitationStatus.choices",
        "StageMode": "interviews.choices.StageMode.choices",
        "Recommendation": "interviews.choices.Recommendation.choices",
        "RecordEdition": "replay.models.Edition.choices",
        "RecordState": "replay.models.RecordState.choices",
    },
}

# Static files ---------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Tests of coding problems: read by workers, served by nothing.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    # Webcam snapshots: shown by one view that asks who you are, and by nothing else.
    "snapshots": snapshot_storage(
        SNAPSHOT_STORAGE,
        directory=DATA_DIR / "private" / "snapshots",
        bucket=SNAPSHOT_S3_BUCKET,
        endpoint_url=SNAPSHOT_S3_ENDPOINT_URL,
        region=SNAPSHOT_S3_REGION,
        access_key=SNAPSHOT_S3_ACCESS_KEY,
        secret_key=SNAPSHOT_S3_SECRET_KEY,
    ),
}
VITE_BUILD_DIR = BASE_DIR / "static" / "dist"
DJANGO_VITE = {
    "default": {
        "dev_mode": bool(VITE_DEV_PORT),
        "dev_server_host": "127.0.0.1",
        "dev_server_port": VITE_DEV_PORT,
        "static_url_prefix": "dist",
        "manifest_path": VITE_BUILD_DIR / "manifest.json",
    },
}
# Vite puts a content hash into each name below assets/; those may be cached for good.
SERVESTATIC_ADD_HEADERS_FUNCTION = add_worker_policy
SERVESTATIC_IMMUTABLE_FILE_TEST = r"^/static/dist/assets/.+-[\w-]{8}\.\w+$"

# What browsers may do -------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Probes come from the machine itself or from a load balancer, over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Modules, what they import, also those of workers, and the socket that tells of changes.
VITE_SOURCES = [f"http://127.0.0.1:{VITE_DEV_PORT}"] if VITE_DEV_PORT else []
VITE_SOCKET = [f"ws://127.0.0.1:{VITE_DEV_PORT}"] if VITE_DEV_PORT else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE, *VITE_SOURCES],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:", *VITE_SOURCES],
        "font-src": [SELF, *VITE_SOURCES],
        "connect-src": [SELF, *VITE_SOURCES, *VITE_SOCKET],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, *VITE_SOURCES],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
# Closed everywhere; the room's views open camera, microphone and screen for their own page.
PERMISSIONS_POLICY: dict[str, list[str] | str] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

# Logs -----------------------------------------------------------------------------------------------------------------

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", options=frozenset({"DEBUG", "INFO", "WARNING", "ERROR"}))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "redact": {"()": "talentsync.lib.logs.RedactTokens"},
        "probes": {"()": "talentsync.lib.logs.SkipProbes"},
        "request_id": {"()": "talentsync.lib.logs.AddRequestId"},
    },
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}]: {message}", "style": "{"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["probes", "request_id", "redact"],
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # uvicorn brings handlers of its own, which would print invitation links as they are.
        "uvicorn": {"handlers": [], "propagate": True},
        "uvicorn.error": {"handlers": [], "propagate": True},
        "uvicorn.access": {"handlers": [], "propagate": True},
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # Tells of each sign-in that all is well; wrong passwords and lock-outs are warnings.
        "axes": {"level": "WARNING"},
        # Two lines for every heartbeat otherwise; a task that fails is an error and still told.
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
