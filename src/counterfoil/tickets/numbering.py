"""References: what people call a ticket (SOP 1 §4.2)."""

from django.db import connection

from counterfoil.policy.vocabulary import Kind

PREFIX = {Kind.INCIDENT: "INC", Kind.REQUEST: "REQ"}
SEQUENCE = {Kind.INCIDENT: "incident_number", Kind.REQUEST: "request_number"}


def next_reference(kind: Kind) -> str:
    """`INC-000204` or `REQ-000031`: strictly rising per kind, never reused; a change rolled back leaves a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [SEQUENCE[kind]])
        (number,) = cursor.fetchone()
    return f"{PREFIX[kind]}-{number:06d}"
