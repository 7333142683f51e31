"""Every write to evidence: reports, their review, files, requests and publications."""

from changai.evidence.services._files import keep_file
from changai.evidence.services._posting import post_report
from changai.evidence.services._publishing import publish_values
from changai.evidence.services._refusals import (
    AlreadyAsked,
    AlreadySaid,
    BadPeriod,
    BadValue,
    FileNotTaken,
    NotAllowed,
    NothingChosen,
    NothingSaid,
    NotNow,
    NotThere,
    NotVerified,
    OutOfDate,
    OwnReport,
    ReasonMissing,
    Refused,
    TooLong,
)
from changai.evidence.services._requests import request_reports
from changai.evidence.services._review import (
    BulkReview,
    RefusedReport,
    accept_closing,
    return_report,
    settle_duty_report,
    verify_report,
    verify_reports,
)

__all__ = [
    "AlreadyAsked",
    "AlreadySaid",
    "BadPeriod",
    "BadValue",
    "BulkReview",
    "FileNotTaken",
    "NotAllowed",
    "NotNow",
    "NotThere",
    "NotVerified",
    "NothingChosen",
    "NothingSaid",
    "OutOfDate",
    "OwnReport",
    "ReasonMissing",
    "Refused",
    "RefusedReport",
    "TooLong",
    "accept_closing",
    "keep_file",
    "post_report",
    "publish_values",
    "request_reports",
    "return_report",
    "settle_duty_report",
    "verify_report",
    "verify_reports",
]
