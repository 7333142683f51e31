"""Refusals: what a rule raises when the answer is no."""


class Refused(Exception):
    """A rule said no; the message is shown to the person as it stands."""


class OutOfDate(Refused):
    """The thing is no longer in the state the person saw; nothing was changed."""
