"""What a write finds when somebody was faster."""


class Stale(Exception):
    """Someone acted on the row since the caller last saw it. `since` is the last event id the caller knew."""

    def __init__(self, text: str, *, since: int) -> None:
        super().__init__(text)
        self.since = since


class AlreadyDone(Exception):
    """The one-time key was used before: the deed is done, and doing it twice would be wrong."""

    def __init__(self, row_id: int) -> None:
        super().__init__("This was sent before and is done.")
        self.row_id = row_id
