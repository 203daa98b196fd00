"""References: strictly rising, never reused (SOP 1 §4.2; security I2)."""

import pytest

from counterfoil.policy.vocabulary import Kind
from counterfoil.tickets.numbering import next_reference
from tests.support import make
from tests.support.cast import Cast
from tests.support.rollback import rolled_back


@pytest.mark.django_db
def test_each_kind_counts_for_itself() -> None:
    incident, request = next_reference(Kind.INCIDENT), next_reference(Kind.REQUEST)
    assert (incident[:4], request[:4]) == ("INC-", "REQ-")
    assert len(incident) >= len("INC-000001")
    assert int(next_reference(Kind.INCIDENT)[4:]) == int(incident[4:]) + 1


def test_a_number_rolled_back_is_a_gap_and_never_comes_again(cast: Cast) -> None:
    first = make.report(cast).reference
    with rolled_back():
        lost = make.report(cast).reference
    assert first < lost < make.report(cast).reference
