"""Events reach their handlers after the commit, or not at all."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from changai.kernel import events


@dataclass(frozen=True)
class KettleBoiled:
    """Something that happened."""

    cups: int


@pytest.fixture
def heard():
    """What a handler heard."""
    words = []
    events.subscribe(KettleBoiled, words.append)
    yield words
    events.unsubscribe(KettleBoiled, words.append)


@pytest.mark.django_db(transaction=True)
def test_an_event_is_heard_after_the_commit(heard):
    with transaction.atomic():
        events.publish(KettleBoiled(2))
        assert heard == []

    assert heard == [KettleBoiled(2)]


@pytest.mark.django_db(transaction=True)
def test_a_roll_back_swallows_the_event(heard):
    with transaction.atomic():
        events.publish(KettleBoiled(2))
        transaction.set_rollback(True)

    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_fails_does_not_deafen_the_others(heard, caplog):
    def fails(_event):
        raise ValueError("spilt")

    events.subscribe(KettleBoiled, fails)
    events.subscribe(KettleBoiled, heard.append)
    try:
        with transaction.atomic():
            events.publish(KettleBoiled(1))
    finally:
        events.unsubscribe(KettleBoiled, fails)

    assert KettleBoiled(1) in heard
    assert "spilt" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_subscribing_twice_is_hearing_once(heard):
    events.subscribe(KettleBoiled, heard.append)

    events.publish(KettleBoiled(1))

    assert heard == [KettleBoiled(1)]
