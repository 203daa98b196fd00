"""What agents see: the queues, and the ticket with everything that may be done to it."""
