"""Scripts are read as written, and every shipped one speaks of people, verbs and files that exist."""

from datetime import time, timedelta
from importlib.resources import files

import pytest

from counterfoil.demo import cast
from counterfoil.demo.deeds import DEEDS
from counterfoil.demo.script import Script, Step, Unreadable, When, month, read
from counterfoil.policy.book import Answers
from counterfoil.policy.parse import SOP_DEFAULTS
from counterfoil.policy.vocabulary import Channel, Kind

TICKET = """
# A remark.

@ 18d 09:12 | rita | phone/amir | network/vpn | request person degraded workaround | #vpn
VPN drops: every ten minutes
> Mail to orders@ fails.
>
> The log is attached. {client.log}
+4 nadia takes
# Another.
+2d nadia replies: Hi Rita: done.
"""
MONTH = month()
NAMES = {*cast.STAFF, *cast.REQUESTERS, *cast.BY_PHONE_ONLY}


def test_a_ticket_is_read_line_by_line() -> None:
    assert read(TICKET) == [
        Script(
            when=When(days=18, at=time(9, 12)),
            who="rita",
            channel=Channel.PHONE,
            logged_by="amir",
            category="network/vpn",
            kind=Kind.REQUEST,
            answers=Answers("person", "degraded", workaround=True),
            label="vpn",
            subject="VPN drops: every ten minutes",
            report="Mail to orders@ fails.\n\nThe log is attached.",
            files=("client.log",),
            steps=(
                Step(timedelta(minutes=4), 0, "nadia", "takes"),
                Step(timedelta(), 2, "nadia", "replies", "", "Hi Rita: done."),
            ),
        )
    ]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("3d 14:05", When(days=3, at=time(14, 5))),
        ("tue-2 09:00", When(weekday=(1, 2), at=time(9))),
        ("90w", When(working=timedelta(minutes=90))),
        ("90m", When(elapsed=timedelta(minutes=90))),
    ],
)
def test_a_time_is_read_in_its_four_forms(text: str, when: When) -> None:
    assert read(f"@ {text} | rita | email | - | -\nSubject\n> Text")[0].when == when


@pytest.mark.parametrize("line", ["3 amir takes", "+x amir takes", "+3 amir", "amir takes"])
def test_a_line_that_says_nothing_is_refused_by_its_words(line: str) -> None:
    with pytest.raises(Unreadable, match=line.replace("+", r"\+")):
        read(f"@ 3d 09:00 | rita | email | - | -\nSubject\n> Text\n{line}")


def test_nobody_answered_means_no_answers() -> None:
    assert read("@ 3d 09:00 | rita | email | - | -\nSubject\n> Text")[0].answers == Answers()


def test_the_month_has_about_a_hundred_tickets() -> None:
    assert 100 <= len(MONTH) <= 120


@pytest.mark.parametrize("script", MONTH, ids=lambda script: script.subject)
def test_a_shipped_script_names_what_exists(script: Script) -> None:
    attached = files("counterfoil.demo") / "files"
    assert {script.who, *(step.who for step in script.steps), *filter(None, [script.logged_by])} <= NAMES
    assert {step.does for step in script.steps} <= set(DEEDS)
    assert all((attached / name).is_file() for name in script.files)
    assert script.category in {"", *cast.CATEGORIES}
    assert script.report
    assert len(script.subject) <= 200


@pytest.mark.parametrize("script", MONTH, ids=lambda script: script.subject)
def test_a_solution_of_a_shipped_script_has_a_cause_of_the_policy(script: Script) -> None:
    causes = {step.how for step in script.steps if step.does == "resolves"}
    assert causes <= {"", *(cause.word for cause in SOP_DEFAULTS.causes)}


def test_labels_are_given_once_and_named_only_when_given() -> None:
    labels = [script.label for script in MONTH if script.label]
    named = {step.how.split()[0].strip("#") for script in MONTH for step in script.steps if step.does in ("links", "merges")}
    assert len(labels) == len(set(labels))
    assert named <= set(labels)


def test_there_is_a_sign_in_for_every_role_that_can_sign_in() -> None:
    assert [one.role for one in cast.sign_ins()] == ["requester", "agent", "lead", "supervisor", "auditor", "administrator"]
