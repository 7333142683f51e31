"""The people of the demo at work: each thing done through the services on its own day."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal

from changai.config.demo._content import Days
from changai.config.demo._people import Cast
from changai.config.demo._story import Told
from changai.evidence import services as evidence
from changai.evidence.models import EvidenceFile, Report
from changai.tasks.models import Duty, Task

NAMESPACE = uuid.UUID("6f1a3c52-0d5b-4f0e-9a55-3b1f0c7d2e11")
CLOSING, DUTY, PROGRESS = Report.Purpose.CLOSING, Report.Purpose.DUTY, Report.Purpose.PROGRESS


class Scene:
    """Units, people and tasks, and the few things that people do to them again and again."""

    def __init__(self, cast: Cast, days: Days, told: Told) -> None:
        self.cast, self.days, self.told = cast, days, told

    def say(
        self,
        task: Task,
        login: str,
        offset: int,
        words: str,
        *values: int | str,
        purpose: str = PROGRESS,
        blocked: str = "",
        files: Sequence[EvidenceFile] = (),
        duty: Duty | None = None,
    ) -> Report:
        """Report on a task, its targets in their order."""
        goals = list(task.targets.order_by("position"))[: len(values)]
        day = self.days.day(offset)
        return evidence.post_report(
            task=task,
            purpose=purpose,
            period=f"{day:%Y-%m}",
            client_key=uuid.uuid5(NAMESPACE, f"{task.title}{task.lead}{login}{offset}"),
            by=self.cast.one(login),
            at=self.days.at(offset, 15),
            duty=duty,
            values={goal.pk: Decimal(value) for goal, value in zip(goals, values, strict=True)},
            changed_words=words,
            blocked_words=blocked,
            file_ids=[file.pk for file in files],
        )

    def judge(self, report: Report, login: str, offset: int, *values: int, words: str = "") -> None:
        """Verify a report: as it was said, or in part."""
        goals = list(report.task.targets.order_by("position"))[: len(values)]
        evidence.verify_report(
            report=report,
            by=self.cast.one(login),
            at=self.days.at(offset, 16),
            values={goal.pk: Decimal(value) for goal, value in zip(goals, values, strict=True)},
            words=words,
        )

    def keep(self, unit: str, login: str, offset: int, name: str, content: bytes) -> EvidenceFile:
        """Keep a file of a unit."""
        return evidence.keep_file(
            unit=self.cast.unit(unit),
            name=name,
            content=content,
            by=self.cast.one(login),
            at=self.days.at(offset, 14),
        )

    def duty(self, number: str, unit: str) -> Duty:
        """Return the duty a unit has in the task of a row."""
        return Duty.objects.select_related("unit", "task__lead", "task__assigner").get(
            task=self.told.rows[number].pk, unit=self.cast.unit(unit)
        )
