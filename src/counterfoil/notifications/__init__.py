"""From event to person: who is told, by which channel, and whether it arrived (SOP 1 §4.6)."""
