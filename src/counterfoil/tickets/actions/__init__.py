"""The verbs: one function, one transaction each. Nothing else changes a ticket."""
