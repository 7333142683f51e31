"""Tell people, mark what they read, and send what is due."""

from changai.notices.services._hand_over import hand_over_unread, unread_of
from changai.notices.services._read import mark_all_read, mark_read
from changai.notices.services._send import Sent, send_due
from changai.notices.services._tell import Message, tell, tell_many

__all__ = [
    "Message",
    "Sent",
    "hand_over_unread",
    "mark_all_read",
    "mark_read",
    "send_due",
    "tell",
    "tell_many",
    "unread_of",
]
