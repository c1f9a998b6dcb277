import os
from urllib.parse import parse_qs, urlsplit

server = urlsplit(os.environ["DATABASE_URL"])
where = {key: values[0] for key, values in parse_qs(server.query).items()}

SECRET_KEY = "for tests alone"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "urls"
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": server.path.lstrip("/"),
        "USER": server.username,
        "HOST": where["host"],
        "PORT": where["port"],
    }
}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"]
