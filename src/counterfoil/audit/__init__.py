"""Who changed which account, setting or policy: immutable facts of everything that is not a ticket."""
