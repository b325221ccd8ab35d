"""The ICE-lite agents answer whom they know, are silent to everybody else, and follow the phone."""

import pytest
from aioice import stun
from hypothesis import given, settings
from hypothesis import strategies as st

from load_tests.counting_peer import connectivity_check
from responder.transport.ice import (
    CONSENT_S,
    PATH_HELD_S,
    PATHS_PER_OWNER,
    Credentials,
    IceLite,
    Path,
    claimed_ufrag,
)

ALICE = Credentials(ufrag="alice", password="a-password-of-22-characters")
BOB = Credentials(ufrag="bobs", password="b-password-of-22-characters")
WIFI = Path("udp", "192.0.2.1", ("198.51.100.7", 40_000))
LTE = Path("udp", "192.0.2.1", ("203.0.113.9", 50_000))
LTE_V6 = Path("udp", "2001:db8::1", ("2001:db8::9", 50_000, 0, 0))


@pytest.fixture
def ice() -> IceLite:
    """An agent that expects Alice and Bob."""
    agents = IceLite()
    agents.admit("alice", ALICE, 0.0)
    agents.admit("bob", BOB, 0.0)
    return agents


@pytest.mark.parametrize("path", [WIFI, LTE_V6])
def test_an_authenticated_check_is_answered(ice: IceLite, path: Path) -> None:
    """The response carries the phone's address as we see it, and proves that we know the password."""
    request = connectivity_check(ALICE)
    answered = ice.receive(request, path, 1.0)
    assert answered is not None
    response = stun.parse_message(answered.response)
    assert response.message_class == stun.Class.RESPONSE
    assert response.transaction_id == stun.parse_message(request).transaction_id
    assert response.attributes["XOR-MAPPED-ADDRESS"] == path.remote[:2]
    assert response.check_message_integrity(ALICE.password.encode())
    assert (answered.owner, answered.selected, ice.owner_of(path)) == ("alice", path, "alice")


@pytest.mark.parametrize(
    "datagram",
    [
        connectivity_check(ALICE, password="a guess of some length"),
        connectivity_check(Credentials(ufrag="eve", password=ALICE.password)),
        connectivity_check(ALICE)[:-8],
        connectivity_check(ALICE)[:-1] + b"\0",
        connectivity_check(ALICE) + bytes(4),
        b"\x01\x01" + connectivity_check(ALICE)[2:],
        b"\x00\x01",
        b"",
    ],
    ids=["password", "fragment", "no-fingerprint", "fingerprint", "longer", "response", "short", "empty"],
)
def test_anything_else_is_met_with_silence(ice: IceLite, datagram: bytes) -> None:
    """No error response, no validated path: an unauthenticated sender gets zero bytes."""
    assert ice.receive(datagram, WIFI, 1.0) is None
    assert ice.owner_of(WIFI) is None


def test_a_check_without_fingerprint_is_ignored(ice: IceLite) -> None:
    """RFC 8445 section 7.1.2 asks for it; without it the datagram may be another protocol's."""
    request = stun.parse_message(connectivity_check(ALICE))
    del request.attributes["FINGERPRINT"]
    assert ice.receive(bytes(request), WIFI, 1.0) is None


def test_the_latest_nomination_is_followed(ice: IceLite) -> None:
    """A phone that leaves the Wi-Fi nominates its cellular path; plain checks elsewhere change nothing."""
    assert ice.receive(connectivity_check(ALICE, nominate=True), WIFI, 1.0)
    checked = ice.receive(connectivity_check(ALICE), LTE, 2.0)
    assert checked is not None
    assert checked.selected == WIFI
    assert ice.receive(connectivity_check(ALICE, nominate=True), LTE, 3.0)
    assert ice.selected("alice") == LTE
    assert ice.owner_of(WIFI) == "alice"


def test_a_restart_accepts_both_generations_until_the_newer_is_used(ice: IceLite) -> None:
    """Media goes on over the old path while the phone finds a new one (RFC 8445 section 9)."""
    newer = Credentials(ufrag="alice2", password="another-password-of-27-chars")
    assert ice.receive(connectivity_check(ALICE, nominate=True), WIFI, 1.0)
    ice.restart("alice", newer)
    assert ice.receive(connectivity_check(ALICE), WIFI, 2.0)
    assert ice.receive(connectivity_check(newer, nominate=True), LTE, 3.0)
    assert ice.selected("alice") == LTE
    assert ice.receive(connectivity_check(ALICE), WIFI, 4.0) is None


def test_a_second_restart_drops_the_oldest_credentials(ice: IceLite) -> None:
    """However often a phone restarts, at most two generations are remembered."""
    second, third = (Credentials(ufrag=f"alice{n}", password=ALICE.password) for n in (2, 3))
    ice.restart("alice", second)
    ice.restart("alice", third)
    assert ice.receive(connectivity_check(ALICE), WIFI, 1.0) is None
    assert ice.receive(connectivity_check(second), WIFI, 1.0)


def test_a_path_in_use_cannot_be_taken(ice: IceLite) -> None:
    """Who knows one link's password and another phone's address must not capture that phone's feedback."""
    assert ice.receive(connectivity_check(ALICE), WIFI, 1.0)
    assert ice.receive(connectivity_check(BOB, nominate=True), WIFI, 1.0 + PATH_HELD_S) is None
    assert ice.owner_of(WIFI) == "alice"


def test_a_path_left_alone_can_be_taken(ice: IceLite) -> None:
    """After a reload behind the same NAT binding the new page gets through."""
    assert ice.receive(connectivity_check(ALICE), WIFI, 1.0)
    assert ice.receive(connectivity_check(BOB), WIFI, 1.1 + PATH_HELD_S)
    assert ice.owner_of(WIFI) == "bob"
    assert ice.selected("alice") is None


def test_paths_are_bounded(ice: IceLite) -> None:
    """A phone that checks from ever new ports keeps its selected path and the newest others."""
    assert ice.receive(connectivity_check(ALICE, nominate=True), WIFI, 0.0)
    paths = [Path("udp", "192.0.2.1", ("198.51.100.7", 1000 + n)) for n in range(3 * PATHS_PER_OWNER)]
    for path in paths:
        assert ice.receive(connectivity_check(ALICE), path, 1.0)
    known = [path for path in (WIFI, *paths) if ice.owner_of(path)]
    assert known == [WIFI, *paths[-PATHS_PER_OWNER + 1 :]]


def test_a_lost_connection_falls_back_to_another_valid_path(ice: IceLite) -> None:
    """When the TCP connection of a phone ends, media goes where it last checked."""
    tcp = Path("tcp", "192.0.2.1", ("198.51.100.7", 40_001))
    assert ice.receive(connectivity_check(ALICE), WIFI, 1.0)
    assert ice.receive(connectivity_check(ALICE, nominate=True), tcp, 1.0)
    assert ice.path_lost(tcp) == "alice"
    assert ice.selected("alice") == WIFI
    assert ice.path_lost(tcp) is None


def test_silence_ends_consent(ice: IceLite) -> None:
    """Who has not checked for 30 s is named, so that its peer ends."""
    assert ice.receive(connectivity_check(BOB), WIFI, 20.0)
    assert ice.silent(CONSENT_S) == []
    assert ice.silent(CONSENT_S + 0.1) == ["alice"]


def test_a_withdrawn_owner_is_a_stranger(ice: IceLite) -> None:
    """After its peer is closed, a phone gets no answers and its path means nothing."""
    assert ice.receive(connectivity_check(ALICE), WIFI, 1.0)
    ice.withdraw("alice")
    assert ice.owner_of(WIFI) is None
    assert ice.receive(connectivity_check(ALICE), WIFI, 2.0) is None


def test_credentials_must_be_new(ice: IceLite) -> None:
    """Two peers with one fragment could not be told apart."""
    with pytest.raises(ValueError, match="already known"):
        ice.admit("carol", ALICE, 0.0)
    with pytest.raises(ValueError, match="already known"):
        ice.restart("bob", ALICE)


@settings(deadline=None)  # other work on the machine is not the code's time
@given(st.binary(max_size=700))
def test_no_bytes_are_answered_or_raise(data: bytes) -> None:
    """Random bytes get nothing."""
    ice = IceLite()
    ice.admit("alice", ALICE, 0.0)
    assert ice.receive(data, WIFI, 0.0) is None


@settings(deadline=None)  # other work on the machine is not the code's time
@given(st.data())
def test_a_damaged_check_is_never_answered_or_raises(data: st.DataObject) -> None:
    """Changing any bytes that the integrity covers makes a good check a stranger's."""
    check = connectivity_check(ALICE, nominate=True)
    position = data.draw(st.integers(0, len(check) - 9))
    junk = data.draw(st.binary(min_size=1, max_size=8))
    damaged = check[:position] + junk + check[position + len(junk) :]
    ice = IceLite()
    ice.admit("alice", ALICE, 0.0)
    answered = ice.receive(damaged, WIFI, 0.0)
    assert answered is None or damaged == check


@settings(deadline=None)  # other work on the machine is not the code's time
@given(st.binary(max_size=600))
def test_the_claimed_fragment_of_junk_is_found_without_raising(data: bytes) -> None:
    """The cheap look that every datagram of a flood gets holds for any attribute list."""
    head = b"\x00\x01" + len(data).to_bytes(2, "big") + stun.COOKIE.to_bytes(4, "big") + bytes(12)
    assert claimed_ufrag(head + data) in (None, "", *map(chr, range(256))) or len(data) >= 4


def test_guesses_with_a_seen_fragment_do_not_drown_the_owner(ice: IceLite) -> None:
    """A thousand forged checks from other addresses cost little, and the phone's own are still answered."""
    assert ice.receive(connectivity_check(ALICE, nominate=True), WIFI, 0.0)
    forged = connectivity_check(ALICE, password="a guess of some length")
    for number in range(1000):
        assert ice.receive(forged, Path("udp", "192.0.2.1", ("192.0.2.66", number)), 1.0) is None
    assert ice.receive(connectivity_check(ALICE), LTE, 1.0) is None
    assert ice.receive(connectivity_check(ALICE), WIFI, 1.0)
    assert ice.receive(connectivity_check(ALICE), LTE, 2.0)
