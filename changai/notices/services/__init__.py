"""Tell people, mark what they read, and send what is due."""

from changai.notices.services._tell import Message, tell, tell_many

__all__ = ["Message", "tell", "tell_many"]
