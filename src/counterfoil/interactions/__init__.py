"""The log of every contact with a person, across tickets (SOP 2 §3.4)."""
