"""What requesters see: ask for help, follow a request, confirm, rate."""
