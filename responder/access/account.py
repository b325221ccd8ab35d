"""A member of the district's staff who can sign in."""

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What somebody is to the district; `policy` says what each may do."""

    DISTRICT_ADMIN = "district_admin"
    SAFETY_OFFICER = "safety_officer"


class Account(Struct, frozen=True, kw_only=True):
    """`password_hash` is an argon2id string (RFC 9106 encoding), set at Unix seconds."""

    username: str
    display_name: str
    role: Role
    password_hash: str
    password_set_at_s: float = 0.0
