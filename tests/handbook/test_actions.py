"""Put a version on the shelf, or in force (SOP 1 §7)."""

import hashlib

import pytest

from counterfoil.audit.models import Change
from counterfoil.handbook.actions import adopt, shelve
from counterfoil.handbook.models import PolicyVersion
from counterfoil.policy.parse import PolicyError, shipped
from tests.support.cast import Cast
from tests.support.time import at


def test_adopting_keeps_text_author_and_date_and_is_a_change(cast: Cast) -> None:
    text = shipped("sop")
    made = adopt(text=text, source="x.toml", effective_at=at(60), author="Sven", note="As it was.", actor_id=cast.sven.id, now=at(0))
    assert (made.text, made.sha256, made.author) == (text, hashlib.sha256(text.encode()).hexdigest(), "Sven")
    assert (made.effective_at, made.adopted_at, made.adopted_by, made.description) == (at(60), at(0), cast.sven, "As it was.")
    change = Change.objects.get(kind="policy_adopted")
    assert (change.subject, change.actor, change.at) == (f"policy:{made.id}", cast.sven, at(0))
    assert change.details == {"effective_at": at(60).isoformat()}


def test_a_policy_with_a_mistake_is_neither_kept_nor_noted(cast: Cast) -> None:
    before = PolicyVersion.objects.count()
    with pytest.raises(PolicyError, match=r"mine\.toml"):
        adopt(text="[policy]\n", source="mine.toml", effective_at=at(0), author="", note="", actor_id=None, now=at(0))
    assert (PolicyVersion.objects.count(), Change.objects.filter(kind="policy_adopted").exists()) == (before, False)


def test_the_same_text_is_shelved_once(cast: Cast) -> None:
    first = shelve(text=shipped("rabobank"), source="rabobank.toml", now=at(0))
    assert shelve(text=shipped("rabobank"), source="rabobank.toml", now=at(5)) == first
    assert shelve(text=shipped("servicenow"), source="servicenow.toml", now=at(5)) != first


def test_what_is_shelved_says_who_wrote_it(cast: Cast) -> None:
    assert shelve(text=shipped("rabobank"), source="rabobank.toml", now=at(0)).author == "Counterfoil"
