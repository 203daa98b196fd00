"""The ticket: the record of one reported matter."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from counterfoil.catalog.models import Category
from counterfoil.handbook.models import PolicyVersion
from counterfoil.people.models import Organization, Team
from counterfoil.policy import lifecycle
from counterfoil.policy.vocabulary import Channel, Kind, Metric, Status
from counterfoil.store.enums import check_words, word_field

UNRESOLVED = [status.value for status in lifecycle.UNRESOLVED]
IS_UNRESOLVED = Q(status__in=UNRESOLVED)
IS_CLOSED = Q(status=Status.CLOSED.value)
IS_DONE = Q(status__in=[Status.RESOLVED.value, Status.CLOSED.value])


class Ticket(models.Model):
    """The ticket as it now is. How it came to be so are its events; what it promises are its clocks.

    `reported_at` is when the person reported, `logged_at` when the desk wrote it down: two facts (SOP 1 §4.2).
    `due_at`, `due_metric`, `due_from` and `paused_at` repeat the clock that is due next, so that a queue can be read in its order.
    `acted_event_id` is the last event made by a person since the ticket was logged: what a screen's `seen` is compared with.
    """

    id: int
    reference = models.CharField(max_length=16, unique=True)
    kind = word_field(Kind)
    subject = models.CharField(max_length=200)
    status = word_field(Status)
    channel = word_field(Channel)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="tickets")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="tickets")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="assigned_tickets")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requested_tickets")
    participants = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="participated_tickets", blank=True)
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="tickets")

    impact = models.CharField(max_length=40)
    urgency = models.CharField(max_length=40)
    workaround = models.BooleanField(default=False)
    priority = models.CharField(max_length=40)
    priority_rank = models.PositiveSmallIntegerField()
    priority_reason = models.CharField(max_length=500)
    is_triaged = models.BooleanField(default=False)
    is_overridden = models.BooleanField(default=False)

    solution = models.TextField(blank=True)
    cause = models.CharField(max_length=40, blank=True)
    reported_at = models.DateTimeField()
    logged_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=12, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")

    due_at = models.DateTimeField(null=True)
    due_metric = word_field(Metric, blank=True)
    due_from = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    requester_spoke_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    last_event_id = models.BigIntegerField(default=0)
    acted_event_id = models.BigIntegerField(default=0)
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    external_reference = models.CharField(max_length=80, blank=True)
    external_source = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "ticket"
        constraints = [
            check_words("ticket", "kind", Kind),
            check_words("ticket", "status", Status),
            check_words("ticket", "channel", Channel),
            models.CheckConstraint(name="ticket_has_a_subject", condition=~Q(subject="")),
            models.CheckConstraint(
                name="ticket_resolved_at_iff_resolved",
                condition=Q(resolved_at=None) & IS_UNRESOLVED
                | Q(resolved_at__isnull=False) & IS_DONE
                | Q(merged_into__isnull=False) & IS_CLOSED,
            ),
            models.CheckConstraint(
                name="ticket_closed_at_iff_closed", condition=Q(closed_at__isnull=False) & IS_CLOSED | Q(closed_at=None) & ~IS_CLOSED
            ),
            models.CheckConstraint(
                name="ticket_resolved_is_documented",
                condition=~Q(solution="") & Q(assignee__isnull=False) & Q(category__isnull=False) | Q(resolved_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="ticket_imported_once", fields=["external_source", "external_reference"], condition=~Q(external_reference="")
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="ticket_queue", condition=IS_UNRESOLVED),
            models.Index(fields=["assignee", "due_at", "id"], name="ticket_queue_mine", condition=IS_UNRESOLVED),
            models.Index(fields=["team", "due_at", "id"], name="ticket_queue_team", condition=IS_UNRESOLVED),
            models.Index(fields=["requester", "-id"], name="ticket_of_requester"),
            models.Index(fields=["next_step_at"], name="ticket_next_step", condition=Q(next_step_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"
