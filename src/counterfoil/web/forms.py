"""What forms may look like: lengths, choices, types. Rules are the verbs' business."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from counterfoil.policy.vocabulary import Direction, InteractionKind, Kind

LARGEST_ID = 2**63 - 1
Choices = Iterable[tuple[str, str]]

WORKAROUND = [("yes", _("Yes")), ("no", _("No"))]
CONTACTS = [(kind.value, kind.label) for kind in (InteractionKind.CALL, InteractionKind.CHAT, InteractionKind.VISIT)]
DIRECTIONS = [(Direction.INBOUND.value, _("Incoming")), (Direction.OUTBOUND.value, _("Outgoing"))]
OUTCOMES = [
    ("solved", _("Solved")),
    ("informed", _("Information given")),
    ("follow-up", _("Follow-up agreed")),
    ("no answer", _("No answer")),
]
SCORES = [(1, _("Poor")), (2, _("Fair")), (3, _("OK")), (4, _("Good")), (5, _("Great"))]


class Keyed(forms.Form):
    """A form that may be sent twice and counts once."""

    once = forms.UUIDField(required=False)


class OnTicket(Keyed):
    """A form on a screen that shows a ticket: it says which event was the last on that screen."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_ID)


class PressForm(OnTicket):
    """A single button."""


class TextForm(OnTicket):
    """A reply or a note."""

    text = forms.CharField(error_messages={"required": _("Write something first.")}, strip=False)


class QuestionForm(OnTicket):
    question = forms.CharField(error_messages={"required": _("Say what you need to know.")})


class ReasonForm(OnTicket):
    reason = forms.CharField(max_length=500, error_messages={"required": _("Give the reason in a few words.")})


class SolutionForm(OnTicket):
    solution = forms.CharField(error_messages={"required": _("Write down the solution: the requester reads it.")})
    cause = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, causes: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, cause=causes)


class AssignmentForm(OnTicket):
    assignee = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, assignee=people)


class TransferForm(ReasonForm):
    team = forms.ChoiceField(error_messages={"required": _("Choose the team.")})

    def __init__(self, *args: Any, teams: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, team=teams)


class EscalationForm(TransferForm):
    team = forms.ChoiceField(required=False)


class InteractionForm(OnTicket):
    kind = forms.ChoiceField(choices=CONTACTS)
    direction = forms.ChoiceField(choices=DIRECTIONS)
    started_at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    minutes = forms.IntegerField(required=False, min_value=0, max_value=24 * 60)
    outcome = forms.ChoiceField(choices=OUTCOMES, required=False)
    summary = forms.CharField(error_messages={"required": _("Say what was said and agreed.")})


class TriageForm(OnTicket):
    """`levels` are the choices for impact, urgency and priority, by the policy's own words."""

    category = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in Kind])
    impact = forms.ChoiceField(error_messages={"required": _("Choose who is affected.")})
    urgency = forms.ChoiceField(error_messages={"required": _("Choose whether the work can go on.")})
    workaround = forms.ChoiceField(choices=WORKAROUND, required=False)
    priority = forms.ChoiceField(required=False)
    reason = forms.CharField(max_length=500, required=False)

    def __init__(self, *args: Any, categories: Choices = (), levels: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, category=categories, **levels)


class ReportForm(Keyed):
    """A requester's report. Who is not signed in also says who it is."""

    subject = forms.CharField(max_length=200, error_messages={"required": _("Say in a few words what is wrong")})
    category = forms.ChoiceField(required=False)
    description = forms.CharField(error_messages={"required": _("Tell us what happens")})
    impact = forms.ChoiceField(error_messages={"required": _("Choose who is affected")})
    urgency = forms.ChoiceField(error_messages={"required": _("Choose whether you can keep working")})
    workaround = forms.ChoiceField(choices=WORKAROUND, required=False)
    phone = forms.CharField(max_length=40, required=False)
    name = forms.CharField(max_length=120, error_messages={"required": _("Tell us your name")})
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Give an email address, so that we can answer"),
            "invalid": _("That is not an email address. An address looks like name@example.com"),
        },
    )

    def __init__(self, *args: Any, categories: Choices = (), levels: Mapping[str, Choices], is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, category=categories, **levels)
        if is_known:
            del self.fields["name"], self.fields["email"]


class AnswerForm(Keyed):
    """What a requester adds to the conversation."""

    text = forms.CharField(error_messages={"required": _("Write something first.")}, strip=False)


class ConfirmationForm(Keyed):
    """Yes or no to “is it solved?”, with a word to it. A no says what is still wrong."""

    solved = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], error_messages={"required": _("Choose yes or no.")})
    comment = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("solved") == "no" and not values.get("comment", "").strip():
            self.add_error("comment", _("Tell us what is still wrong, so that we start from there."))
        return values


class RatingForm(Keyed):
    score = forms.TypedChoiceField(
        choices=SCORES,
        coerce=int,
        error_messages={"required": _("Choose a number from 1 to 5."), "invalid_choice": _("Choose a number from 1 to 5.")},
    )
    comment = forms.CharField(required=False)


class LinkForm(forms.Form):
    """Whom to mail a new link."""

    email = forms.EmailField(max_length=254, error_messages={"required": _("Give the address you wrote from.")})


class FirstAdministratorForm(forms.Form):
    name = forms.CharField(max_length=120, error_messages={"required": _("Give your name.")})
    email = forms.EmailField(max_length=254, error_messages={"required": _("Give your email address.")})
    password = forms.CharField(max_length=200, strip=False, error_messages={"required": _("Choose a password.")})


def choose(form: forms.Form, **choices: Choices) -> None:
    """Give the choice fields what can be chosen now."""
    for name, options in choices.items():
        if name in form.fields:
            form.fields[name].choices = [("", ""), *options] if not form.fields[name].required else list(options)  # type: ignore[attr-defined]
