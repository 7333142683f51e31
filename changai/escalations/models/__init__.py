from changai.escalations.models._assessments import (
    Finding,
    Objection,
    Result,
    Scheme,
    SchemeLine,
)
from changai.escalations.models._slips import Digest, Slip

__all__ = ["Digest", "Finding", "Objection", "Result", "Scheme", "SchemeLine", "Slip"]
