"""What a caller of the media package can do wrong; a camera's troubles are states of its feed, not errors."""


class MediaError(Exception):
    """Base of this package's errors."""


class UnknownCamera(MediaError):
    """No camera of this id is surveyed or configured."""

    def __init__(self, camera_id: str) -> None:
        super().__init__(f"no camera {camera_id!r}")
        self.camera_id = camera_id


class UnknownRung(MediaError):
    """The camera's feed does not offer this rung; `Feed.offers()` lists those that it does."""

    def __init__(self, camera_id: str, rung: str) -> None:
        super().__init__(f"camera {camera_id!r} offers no rung {rung!r}")
        self.camera_id = camera_id
        self.rung = rung
