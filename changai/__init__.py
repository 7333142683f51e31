"""changai (产改通): run the industrial-workforce reform, from a sentence to its effect."""

__version__ = "0.1.0"
