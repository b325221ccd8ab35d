"""The sequence parameter set: what an H.264 stream says about its profile and picture size."""

from msgspec import Struct

from responder.delivery.bits import BitReader
from responder.delivery.errors import H264Error
from responder.delivery.nal import NalType, nal_type, unescape

# Profiles whose SPS carries chroma format and scaling matrices (clause 7.3.2.1.1).
_HIGH_PROFILES = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})
_MACROBLOCK_PX = 16
# Level 6.2 ends at 16,864 px (table A-1: sqrt(139264 * 8) macroblocks); beyond it a width is a broken SPS.
_MAX_SIDE_PX = 16_864


class SequenceParameters(Struct, frozen=True, kw_only=True):
    """What delivery needs of an SPS (clause 7.4.2.1.1)."""

    profile_idc: int
    constraint_flags: int
    level_idc: int
    width_px: int
    height_px: int

    @property
    def profile_level_id(self) -> str:
        """Six hex digits, as in SDP (RFC 6184 section 8.1)."""
        return f"{self.profile_idc:02x}{self.constraint_flags:02x}{self.level_idc:02x}"


def parse_sps(nal: bytes) -> SequenceParameters:
    """Reads an SPS NAL unit. Raises H264Error when it is another one, is cut off, or has an absurd size."""
    if nal_type(nal) != NalType.SPS:
        raise H264Error(f"NAL unit type {nal_type(nal)} is not a sequence parameter set")
    reader = BitReader(unescape(nal[1:]))
    profile_idc, constraint_flags, level_idc = (reader.unsigned(8) for _ in range(3))
    reader.unsigned_golomb()  # seq_parameter_set_id
    chroma_format_idc = _read_chroma_format(reader) if profile_idc in _HIGH_PROFILES else 1
    _skip_picture_order(reader)
    width_px, height_px = _read_size(reader, chroma_format_idc)
    return SequenceParameters(
        profile_idc=profile_idc,
        constraint_flags=constraint_flags,
        level_idc=level_idc,
        width_px=width_px,
        height_px=height_px,
    )


def _read_chroma_format(reader: BitReader) -> int:
    """chroma_format_idc: 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4; planes coded apart are each grey."""
    chroma_format_idc = reader.unsigned_golomb()
    if chroma_format_idc > 3:
        raise H264Error(f"chroma_format_idc {chroma_format_idc} does not exist")
    separate_planes = chroma_format_idc == 3 and reader.flag()
    reader.unsigned_golomb()  # bit_depth_luma_minus8
    reader.unsigned_golomb()  # bit_depth_chroma_minus8
    reader.flag()  # qpprime_y_zero_transform_bypass_flag
    if reader.flag():  # seq_scaling_matrix_present_flag
        for i in range(12 if chroma_format_idc == 3 else 8):
            if reader.flag():
                _skip_scaling_list(reader, 16 if i < 6 else 64)
    return 0 if separate_planes else chroma_format_idc


def _skip_scaling_list(reader: BitReader, size: int) -> None:
    """Clause 7.3.2.1.1.1."""
    last_scale = 8
    for _ in range(size):
        next_scale = (last_scale + reader.signed_golomb()) % 256
        if next_scale == 0:
            return
        last_scale = next_scale


def _skip_picture_order(reader: BitReader) -> None:
    reader.unsigned_golomb()  # log2_max_frame_num_minus4
    pic_order_cnt_type = reader.unsigned_golomb()
    if pic_order_cnt_type == 0:
        reader.unsigned_golomb()  # log2_max_pic_order_cnt_lsb_minus4
    elif pic_order_cnt_type == 1:
        _skip_picture_order_cycle(reader)


def _skip_picture_order_cycle(reader: BitReader) -> None:
    reader.flag()  # delta_pic_order_always_zero_flag
    reader.signed_golomb()  # offset_for_non_ref_pic
    reader.signed_golomb()  # offset_for_top_to_bottom_field
    cycle = reader.unsigned_golomb()
    if cycle > 255:
        raise H264Error(f"num_ref_frames_in_pic_order_cnt_cycle {cycle} is larger than 255")
    for _ in range(cycle):
        reader.signed_golomb()


def _read_size(reader: BitReader, chroma_format_idc: int) -> tuple[int, int]:
    """Width and height after cropping, equations 7-19 to 7-22."""
    reader.unsigned_golomb()  # max_num_ref_frames
    reader.flag()  # gaps_in_frame_num_value_allowed_flag
    width_px = (reader.unsigned_golomb() + 1) * _MACROBLOCK_PX
    map_units = reader.unsigned_golomb() + 1
    frames_only = reader.flag()
    if not frames_only:
        reader.flag()  # mb_adaptive_frame_field_flag
    field_factor = 1 if frames_only else 2
    height_px = map_units * _MACROBLOCK_PX * field_factor
    reader.flag()  # direct_8x8_inference_flag
    if reader.flag():  # frame_cropping_flag
        left, right, top, bottom = (reader.unsigned_golomb() for _ in range(4))
        width_px -= (left + right) * (2 if chroma_format_idc in (1, 2) else 1)
        height_px -= (top + bottom) * (2 if chroma_format_idc == 1 else 1) * field_factor
    if not (0 < width_px <= _MAX_SIDE_PX and 0 < height_px <= _MAX_SIDE_PX):
        raise H264Error(f"picture size {width_px}x{height_px} is impossible")
    return width_px, height_px
