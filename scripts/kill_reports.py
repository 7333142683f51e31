"""What the kill run posts, and how it counts afterwards: here, marking notices as read."""

import random
from collections import Counter
from datetime import UTC, datetime

from scripts.kill_run import Post


def prepare(clients: int, posts: int, rng: random.Random):
    """Return the people and, for each, what they are to post."""
    from changai.accounts.models import User
    from changai.notices import services
    from changai.notices.models import Notice

    at = datetime.now(tz=UTC)
    people, work = [], []
    for number in range(clients):
        person = User.objects.create(login=f"kill-{number}", name=f"kill-{number}", created_at=at)
        share = posts // clients + (number < posts % clients)
        services.tell_many(
            messages=[
                services.Message([person.pk], "task_done", f"kill:{one}", {"title": "x"})
                for one in range(share)
            ],
            at=at,
        )
        mine = Notice.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)
        people.append(person)
        work.append([Post(str(pk), f"/notices/{pk}/read/", {}) for pk in mine])
    return people, work


def count(acked: set[str]) -> dict[str, int]:
    """Return what is lost, doubled or partial."""
    from changai.audit.models import Entry
    from changai.notices.models import Notice

    read = set(Notice.objects.exclude(read_at=None).values_list("pk", flat=True))
    entries = Counter(
        Entry.objects.filter(action="notices.read").values_list("object_id", flat=True)
    )
    return {
        "stored": len(read),
        "lost": len({int(key) for key in acked} - read),
        "doubled": sum(1 for count in entries.values() if count > 1),
        "partial": len(read ^ set(entries)),
    }
