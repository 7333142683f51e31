"""The application a WSGI server asks for."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "changai.config.settings")
application = get_wsgi_application()
