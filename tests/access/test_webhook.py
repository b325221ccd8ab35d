"""A call opens an incident only when its signature is right and fresh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from responder.access.errors import AccessError, InvalidRequest
from responder.access.webhook import (
    TOLERANCE_S,
    WebhookCall,
    WebhookRefused,
    parse_secret,
    require_genuine,
    signature,
)

# The example of the specification's reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = parse_secret(SECRET)
NOW = 1614265330.0
CALL = WebhookCall(
    message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp="1614265330",
    signatures="v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    body=b'{"test": 2432232314}',
)


def is_genuine(call: WebhookCall, now: float = NOW) -> bool:
    try:
        require_genuine(call, KEY, now)
    except WebhookRefused:
        return False
    return True


def test_accepts_the_example_of_the_specification() -> None:
    """Byte for byte what every other implementation signs."""
    assert is_genuine(CALL)
    assert signature(CALL.message_id, CALL.timestamp, CALL.body, KEY) == CALL.signatures


def test_accepts_one_right_signature_among_several() -> None:
    """So that a key can be changed while calls go on."""
    assert is_genuine(replace(CALL, signatures=f"v1,AAAA v2,what {CALL.signatures}"))


@pytest.mark.parametrize(
    "changed",
    [
        replace(CALL, body=CALL.body + b" "),
        replace(CALL, message_id="msg_other"),
        replace(CALL, timestamp="1614265331"),
        replace(CALL, signatures=""),
        replace(CALL, signatures=CALL.signatures.replace("v1,", "v2,")),
        replace(CALL, signatures="v1,ü"),
    ],
)
def test_refuses_anything_that_was_changed(changed: WebhookCall) -> None:
    """Body, id, time and signature belong together."""
    with pytest.raises(WebhookRefused):
        require_genuine(changed, KEY, NOW)


def test_refuses_another_key() -> None:
    """Whoever has another site's key opens nothing here."""
    with pytest.raises(WebhookRefused):
        require_genuine(CALL, b"k" * 24, NOW)


@pytest.mark.parametrize("late_s", [TOLERANCE_S + 1, -TOLERANCE_S - 1])
def test_refuses_a_call_that_is_not_fresh(late_s: float) -> None:
    """Recorded and sent again an hour later, or from a clock far ahead."""
    assert is_genuine(CALL, NOW + late_s / 2)
    assert not is_genuine(CALL, NOW + late_s)


@pytest.mark.parametrize(
    "malformed",
    [
        replace(CALL, message_id=""),
        replace(CALL, message_id="x" * 129),
        replace(CALL, message_id="a\nb"),
        replace(CALL, timestamp=""),
        replace(CALL, timestamp="-5"),
        replace(CALL, timestamp="1e9"),
        replace(CALL, timestamp="٣"),
        replace(CALL, timestamp="9" * 5000),
    ],
)
def test_names_malformed_headers(malformed: WebhookCall) -> None:
    """The maker of the panic button sees what is wrong."""
    with pytest.raises(InvalidRequest):
        require_genuine(malformed, KEY, NOW)


@pytest.mark.parametrize("secret", ["", "secret", "whsec_", "whsec_!!!!", "whsec_c2hvcnQ="])
def test_refuses_a_secret_that_is_none(secret: str) -> None:
    """A weak or mistyped secret is noticed when the site is set up."""
    with pytest.raises(InvalidRequest):
        parse_secret(secret)


@given(
    message_id=st.text(max_size=200),
    timestamp=st.text(max_size=20) | st.just(CALL.timestamp),
    signatures=st.text(max_size=200),
    body=st.binary(max_size=200),
)
def test_any_nonsense_is_refused_by_name(
    message_id: str, timestamp: str, signatures: str, body: bytes
) -> None:
    """Whatever a stranger sends, the answer is a refusal."""
    call = WebhookCall(message_id=message_id, timestamp=timestamp, signatures=signatures, body=body)
    with pytest.raises(AccessError):
        require_genuine(call, KEY, NOW)
