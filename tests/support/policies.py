"""Policies that differ from the SOPs in what a test is about."""

from counterfoil.policy.parse import shipped

LOW = 'Low = { within = "8 hours", calendar = "desk" }'
ALL, ALL_BUT_LOW = 'priorities = ["Critical", "High", "Medium", "Low"]', 'priorities = ["Critical", "High", "Medium"]'


def without_low_response() -> str:
    """The SOPs, but nobody is promised a response to what is Low."""
    lines = [line for line in shipped("sop").splitlines() if line != LOW]
    return "\n".join(lines).replace(ALL, ALL_BUT_LOW)
