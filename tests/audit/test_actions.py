"""Changes: immutable facts of what is not a ticket."""

import pytest
from django.db import IntegrityError, transaction

from counterfoil.audit.actions import record_change
from counterfoil.audit.models import Change
from tests.support.cast import Cast
from tests.support.rollback import rolled_back
from tests.support.time import at


def test_a_change_says_who_did_what_when(cast: Cast) -> None:
    record_change(kind="policy_adopted", subject="policy:3", actor_id=cast.ada.id, now=at(0), version="1.1")
    change = Change.objects.get(subject="policy:3")
    assert (change.kind, change.actor, change.at, change.details) == ("policy_adopted", cast.ada, at(0), {"version": "1.1"})


def test_a_change_goes_with_its_transaction(cast: Cast) -> None:
    with rolled_back():
        record_change(kind="x", subject="x:1", actor_id=None, now=at(0))
    assert not Change.objects.filter(subject="x:1").exists()


def test_who_changed_something_cannot_be_removed(cast: Cast) -> None:
    record_change(kind="x", subject="x:1", actor_id=cast.ada.id, now=at(0))
    with pytest.raises(IntegrityError, match="change only grows"), transaction.atomic():
        Change.objects.filter(subject="x:1").update(actor=None)
