"""Calls, applications, pilots, their instructors and practices."""

from changai.pilots.models._applications import Application, Profile, Vote
from changai.pilots.models._calls import Call, Quota, Seat
from changai.pilots.models._care import Finding, Instructor, Pairing, Visit
from changai.pilots.models._pilots import Batch, Pilot, Step
from changai.pilots.models._practices import Adoption, Practice

__all__ = [
    "Adoption",
    "Application",
    "Batch",
    "Call",
    "Finding",
    "Instructor",
    "Pairing",
    "Pilot",
    "Practice",
    "Profile",
    "Quota",
    "Seat",
    "Step",
    "Visit",
    "Vote",
]
