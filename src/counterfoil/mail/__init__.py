"""Mail in and out. Nothing else speaks to a mail server."""
