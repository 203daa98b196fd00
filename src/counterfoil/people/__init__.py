"""Who is who: people, teams, organizations, and how each is recognized."""
