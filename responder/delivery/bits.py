"""Bit-wise reading of an H.264 NAL unit's payload."""

from responder.delivery.errors import H264Error

# 32 leading zeros begin the codes of 2**32 - 1 and more, and no syntax element is larger (clause 9.1).
_MAX_LEADING_ZEROS = 32


class BitReader:
    """Reads fixed-length and Exp-Golomb codes; `data` has no emulation prevention bytes."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def unsigned(self, bits: int) -> int:
        """u(n). Raises H264Error when the data ends."""
        if bits > self._left:
            raise H264Error("the NAL unit ends in the middle of a syntax element")
        self._left -= bits
        return (self._value >> self._left) & ((1 << bits) - 1)

    def flag(self) -> bool:
        """u(1)."""
        return self.unsigned(1) == 1

    def unsigned_golomb(self) -> int:
        """ue(v), ITU-T H.264 clause 9.1."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > _MAX_LEADING_ZEROS:
                raise H264Error("an Exp-Golomb code is longer than any in H.264")
        return (1 << zeros) - 1 + self.unsigned(zeros)

    def signed_golomb(self) -> int:
        """se(v), ITU-T H.264 clause 9.1.1."""
        code = self.unsigned_golomb()
        return (code + 1) // 2 if code % 2 else -(code // 2)
