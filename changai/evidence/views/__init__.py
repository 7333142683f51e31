"""The pages of evidence: reports and their review, files, requests and publications."""

from changai.evidence.views._files import download, file, files, keep
from changai.evidence.views._publications import publication, publications, publish, publish_page
from changai.evidence.views._report import (
    duty_page,
    of_task,
    report,
    report_duty,
    report_page,
)
from changai.evidence.views._requests import (
    asked,
    burden,
    request_now,
    request_page,
    request_preview,
)
from changai.evidence.views._review import (
    review_task,
    send_back,
    show,
    to_review,
    verify,
    verify_many,
)

__all__ = [
    "asked",
    "burden",
    "download",
    "duty_page",
    "file",
    "files",
    "keep",
    "of_task",
    "publication",
    "publications",
    "publish",
    "publish_page",
    "report",
    "report_duty",
    "report_page",
    "request_now",
    "request_page",
    "request_preview",
    "review_task",
    "send_back",
    "show",
    "to_review",
    "verify",
    "verify_many",
]
