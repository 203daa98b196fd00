"""The ticket page: everything about one ticket, and the forms of everything that may be done to it now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from counterfoil.people.actors import Actor
from counterfoil.policy import lifecycle
from counterfoil.policy.book import Level
from counterfoil.policy.vocabulary import Channel, Kind, Status, Verb
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.queries import ticket as tickets
from counterfoil.tickets.queries.timeline import timeline
from counterfoil.web import forms, respond
from counterfoil.web.agent import choices, clocks
from counterfoil.web.agent.timeline import VOICES, parts
from counterfoil.web.due import due
from counterfoil.web.respond import CHANGED, Again
from counterfoil.web.sentences import sentence
from counterfoil.web.visitor import Visit, on_desk_ticket

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket

# The one button that brings a ticket back to work, in the words of what it does now.
WORK = {
    Verb.START_WORK: lambda: _("Start work"),
    Verb.RESUME_WORK: lambda: _("Go on without an answer"),
    Verb.DE_ESCALATE: lambda: _("Take back to ordinary work"),
}


# The verb behind each form: a form whose verb is no longer possible is not shown, so its text must be.
NEEDS = {
    "triage": Verb.TRIAGE,
    "assignment": Verb.ASSIGN,
    "take": Verb.TAKE,
    "transfer": Verb.TRANSFER,
    "awaiting": Verb.AWAIT_REQUESTER,
    "escalation": Verb.ESCALATE,
    "resolution": Verb.RESOLVE,
    "closure": Verb.CLOSE,
    "reopening": Verb.REOPEN,
    "interactions": Verb.RECORD_INTERACTION,
    "replies": Verb.REPLY,
    "notes": Verb.NOTE,
}
CAME_BY = {
    Channel.PORTAL: lambda: _("through the portal"),
    Channel.EMAIL: lambda: _("by email"),
    Channel.PHONE: lambda: _("by phone"),
    Channel.CHAT: lambda: _("by chat"),
    Channel.VISIT: lambda: _("in person"),
    Channel.API: lambda: _("by another system"),
    Channel.DESK: lambda: _("at the desk"),
    Channel.IMPORT: lambda: _("by import"),
    Channel.SYSTEM: lambda: _("by the desk itself"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the last action was not carried out. `changes` is what others did meanwhile, `kept` what was typed into a form now gone."""

    title: str
    text: str
    tone: str = "red"
    changes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@require_safe
@on_desk_ticket
def show(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    return page(request, actor, ticket)


def act(
    request: Visit, actor: Actor, ticket: "Ticket", noun: str, form: Form, verb: Callable[..., object], said: Callable[[], str]
) -> HttpResponse:
    """Carry out one action on the ticket and answer with the ticket as it then is: a fragment for htmx, else a redirect."""

    def deed(**values: Any) -> object:
        return verb(ticket=ticket, actor=actor, now=request.now, **values)

    def done(_result: object) -> HttpResponse:
        respond.say(request, said())
        try:
            now = tickets.ticket_for(actor=actor, reference=ticket.reference)
        except NotVisible:
            # It went to a team whose tickets this agent does not see.
            return respond.go(request, reverse("queue", args=["mine"]))
        if respond.wants_fragment(request):
            return page(request, actor, now)
        return respond.see_other(reverse("ticket", args=[ticket.reference]))

    return respond.carry_out(form, deed, done=done, again=_again(request, actor, ticket, noun))


def _again(request: Visit, actor: Actor, ticket: "Ticket", noun: str) -> Again:
    def show_again(form: Form, status: int) -> HttpResponse:
        seen = form.cleaned_data.get("seen") or 0
        is_offered = NEEDS.get(noun) in tickets.next_verbs(ticket=ticket, actor=actor)
        trouble = _overtaken(actor, ticket, seen) if status == CHANGED else _refusal(form)
        trouble = trouble if is_offered else replace(trouble, kept=respond.typed(form))
        return page(request, actor, ticket, status, opened=noun, trouble=trouble, bound={noun: form})

    return show_again


def _refusal(form: Form) -> Trouble:
    words = [str(error) for errors in form.errors.values() for error in errors]
    return Trouble(_("Nothing was changed."), " ".join(words))


def _overtaken(actor: Actor, ticket: "Ticket", seen: int) -> Trouble:
    book = tickets.book_governing(ticket)
    since = [entry for entry in timeline(ticket=ticket, actor=actor) if entry.id > seen and entry.actor and entry.actor.id != actor.id]
    return Trouble(
        _("Somebody was faster."),
        _("What you wrote is kept; send it again if it still fits. Since you opened the page:"),
        tone="amber",
        changes=tuple(f"{entry.actor.name}: {sentence(entry, book) or entry.kind.label}" for entry in since if entry.actor),
    )


def page(
    request: Visit,
    actor: Actor,
    ticket: "Ticket",
    status: int = 200,
    *,
    opened: str = "",
    trouble: Trouble | None = None,
    bound: Mapping[str, Form] | None = None,
) -> HttpResponse:
    """The ticket, whole or as the fragment that htmx swaps in. `opened` is the form to show at once, `bound` one as it was sent."""
    context = _context(request, actor, ticket, bound or {}) | {"opened": opened or request.GET.get("do", ""), "trouble": trouble}
    context["mode"] = "note" if context["opened"] == "notes" or request.GET.get("mode") == "note" else "reply"
    template = "agent/parts/swap.html" if respond.wants_fragment(request) else "agent/ticket.html"
    return respond.page(request, template, context, status)


def _context(request: Visit, actor: Actor, ticket: "Ticket", bound: Mapping[str, Form]) -> dict[str, Any]:
    book = tickets.book_governing(ticket)
    verbs = tickets.next_verbs(ticket=ticket, actor=actor)
    work = lifecycle.WORK_ON.get(Status(ticket.status))
    offered = choices.of(ticket, book)
    return {
        "ticket": ticket,
        "book": book,
        "verbs": verbs,
        "work": WORK[work]() if work in verbs and work in WORK else "",
        "is_mine": ticket.assignee_id == actor.id,
        "due": due(metric=ticket.due_metric, due_at=ticket.due_at, since=ticket.due_from, paused_at=ticket.paused_at, now=request.now),
        "kind_label": Kind(ticket.kind).label,
        "came_by": CAME_BY[Channel(ticket.channel)](),
        "status_label": book.statuses[Status(ticket.status)].label,
        "priority_label": book.scales.label(ticket.priority),
        "impact_label": _label(book.scales.impact, ticket.impact),
        "urgency_label": _label(book.scales.urgency, ticket.urgency),
        "timeline": parts(timeline(ticket=ticket, actor=actor), book),
        "VOICES": VOICES,
        "clocks": clocks.views(ticket, request.now),
        "history": tickets.history_of(person=ticket.requester, actor=actor, but=ticket),
        "checklist": tickets.checklist(ticket=ticket),
        "choices": offered,
        "forms": _named({**_forms(ticket, offered, request.now), **bound}),
        "view": "",
    }


def _named(every: dict[str, Form]) -> dict[str, Form]:
    """The forms, their fields named after them: several stand on one page, and an id may stand there once."""
    for noun, form in every.items():
        form.auto_id = f"{noun}-%s"
    return every


def _label(scale: Sequence[Level], word: str) -> str:
    return next((level.label for level in scale if level.word == word), word)


def _forms(ticket: "Ticket", offered: choices.Choices, now: datetime) -> dict[str, Form]:
    """Every form of the page, filled with what the ticket has."""
    assessed = {
        "category": ticket.category.path if ticket.category else "",
        "kind": ticket.kind,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "workaround": "yes" if ticket.workaround else "no",
    }
    started = {"kind": "call", "direction": "inbound", "started_at": localtime(now).strftime("%Y-%m-%dT%H:%M")}
    return {
        "triage": forms.TriageForm(initial=assessed, categories=offered.categories, levels=offered.levels),
        "assignment": forms.AssignmentForm(initial={"assignee": ticket.assignee_id or ""}, people=offered.people),
        "transfer": forms.TransferForm(teams=offered.teams),
        "escalation": forms.EscalationForm(teams=offered.teams),
        "awaiting": forms.QuestionForm(),
        "resolution": forms.SolutionForm(causes=offered.causes),
        "closure": forms.ReasonForm(),
        "reopening": forms.ReasonForm(),
        "interactions": forms.InteractionForm(initial=started),
        "replies": forms.TextForm(),
        "notes": forms.TextForm(),
    }
