"""changai (产改通): run the industrial-workforce reform from the sentence in a report to its effect."""

__version__ = "0.1.0"
