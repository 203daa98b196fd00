"""Find the person behind a name and a contact, or make one (SOP 1 §4.2)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email

from counterfoil.people.models import User

# RFC 5321: a path has 256 characters, two of them the angle brackets.
validate_length = MaxLengthValidator(254)


class Unreachable(ValueError):
    """The contact given cannot reach anybody. `field` names which."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def requester(*, name: str, email: str = "", phone: str = "", now: datetime) -> User:
    """The person with this address, else with this phone, else a new one who is not verified yet.

    A display name is never identity: it names a new person and changes no known one. Raises Unreachable.
    """
    email, phone, name = clean_email(email), tidy(phone)[:40], tidy(name)[:120]
    if not email and not phone:
        raise Unreachable("email", "Give an email address or a phone number, so that we can reach you.")
    known = User.objects.filter(email=email).first() if email else User.objects.filter(phone=phone, email=None).first()
    if known:
        return known
    person, _ = User.objects.get_or_create(
        email=email or None,
        **({} if email else {"phone": phone}),
        defaults={"name": name or email or phone, "phone": phone, "joined_at": now, "password": "!"},
    )
    return person


def clean_email(email: str) -> str:
    """The address in the one form in which it is stored and compared: trimmed and lower case."""
    email = email.strip().lower()
    if email:
        try:
            validate_email(email)
            validate_length(email)
        except ValidationError:
            raise Unreachable("email", f"“{tidy(email)[:80]}” is not an email address. An address looks like name@example.com.") from None
    return email


def tidy(text: str) -> str:
    """One line without control characters, so that a name can never start a header of its own."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
