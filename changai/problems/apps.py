from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "changai.problems"
