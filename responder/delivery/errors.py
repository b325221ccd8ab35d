"""Whose fault it is when bytes cannot be delivered."""


class DeliveryError(Exception):
    """Base of every error that `responder.delivery` raises."""


class H264Error(DeliveryError):
    """A camera's bitstream breaks ITU-T H.264."""


class RtcpError(DeliveryError):
    """A peer's RTCP packet is malformed (RFC 3550, RFC 4585)."""
