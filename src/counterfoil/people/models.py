"""People, teams and organizations."""

from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from counterfoil.policy.vocabulary import Role
from counterfoil.store.enums import check_words, word_field

STAFF = frozenset({Role.AGENT, Role.LEAD, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR})
WORKING = frozenset({Role.AGENT, Role.LEAD, Role.ADMINISTRATOR})


class Organization(models.Model):
    id: int
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        db_table = "organization"

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """The agents a ticket belongs to. The default team gets what no category sends elsewhere."""

    id: int
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        db_table = "team"
        constraints = [models.UniqueConstraint(name="team_one_default", fields=["is_default"], condition=models.Q(is_default=True))]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Anyone we know by name: requesters and staff. Who has no address is reached by phone and cannot sign in."""

    id: int
    email = models.EmailField(max_length=254, null=True, blank=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    role = word_field(Role, default=Role.REQUESTER.value)
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    teams = models.ManyToManyField(Team, related_name="members", blank=True)
    zone = models.CharField(max_length=64, blank=True)
    theme = models.CharField(max_length=5, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    absent_until = models.DateTimeField(null=True, blank=True)
    cap = models.PositiveSmallIntegerField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        db_table = "person"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(name="person_can_be_reached", condition=models.Q(email__isnull=False) | ~models.Q(phone="")),
            models.CheckConstraint(name="person_email_is_lower", condition=models.Q(email=Lower("email"))),
            check_words("person", "role", Role),
        ]
        indexes = [models.Index(fields=["phone"], name="person_by_phone", condition=~models.Q(phone=""))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff_member(self) -> bool:
        return self.role in STAFF

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else self.name

    @property
    def initials(self) -> str:
        words = self.name.split() or ["?"]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    @property
    def contact(self) -> str:
        """How the person is reached: the address before the phone (SOP 1 §4.2)."""
        return self.email or self.phone

    @cached_property
    def team_ids(self) -> frozenset[int]:
        return frozenset(self.teams.values_list("id", flat=True))

    def is_absent(self, now: datetime) -> bool:
        return self.absent_until is not None and self.absent_until > now
