"""Pages, by audience: one file per screen or noun. A page reads by a query and writes by one verb."""
