"""The aggregate: a ticket has one door, and every change leaves an event."""
