"""Passkeys (WebAuthn): added by whoever is signed in, and enough to sign in."""

from typing import Any
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from responder.access import passkey as core
from responder.access.passkey import Passkey, PasskeyRefused
from responder.access.session import ABSOLUTE_S
from responder.web import cookies
from responder.web.accounts import me_view
from responder.web.cookies import Credential
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, StaffGuard, TheStaff, address_of, label_of
from responder.web.site import Site, TheSite
from responder.web.views import to_ms
from responder.web.wire import ProblemType
from responder.web.wire_sign_in import Me, PasskeyOptions, PasskeyProof, PasskeySignIn, PasskeyView

_OWN_REFUSALS = (ProblemType.NOT_SIGNED_IN, ProblemType.STORE_UNAVAILABLE)
_CHANGE_REFUSALS = (*_OWN_REFUSALS, *CHANGE_REFUSALS)

# A credential is whatever somebody sends; what the library does not expect it meets as one of these.
_MALFORMED = (msgspec.DecodeError, WebAuthnException, ValueError, KeyError, TypeError)


@get(
    "/api/session/passkeys",
    guards=[StaffGuard()],
    summary="The own passkeys",
    responses=documented(*_OWN_REFUSALS),
    tags=["staff"],
)
async def list_own(site: TheSite, staff: TheStaff) -> list[PasskeyView]:
    found = (await site.passkeys.of_account(staff.account.username)).keys
    return [
        PasskeyView(passkey_id=key.credential_id, label=key.label, added_at_ms=to_ms(key.added_at_s))
        for key in found
    ]


@post(
    "/api/session/passkeys/begin",
    guards=[StaffGuard()],
    status_code=200,
    summary="Begin to add a passkey",
    description="The options are for `navigator.credentials.create`, as JSON text.",
    responses=documented(*_CHANGE_REFUSALS, ProblemType.BAD_REQUEST),
    tags=["staff"],
)
async def begin_adding(site: TheSite, staff: TheStaff) -> PasskeyOptions:
    core.require_may_have(staff.account)
    username = staff.account.username
    known = (await site.passkeys.of_account(username)).keys
    options = generate_registration_options(
        rp_id=_rp_id(site),
        rp_name="responder",
        user_name=username,
        user_display_name=staff.account.display_name,
        challenge=base64url_to_bytes(await site.passkeys.challenge(username)),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in known
        ],
    )
    return PasskeyOptions(options=options_to_json(options))


@post(
    "/api/session/passkeys",
    guards=[StaffGuard()],
    status_code=204,
    summary="Add a passkey",
    description="`credential` is what the browser made, as JSON text (`PublicKeyCredential.toJSON`).",
    responses=documented(
        *_CHANGE_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.NOT_FOUND,
        ProblemType.ALREADY_EXISTS,
        ProblemType.SIGN_IN_REFUSED,
    ),
    tags=["staff"],
)
async def add(
    request: Request[Any, Any, Any], site: TheSite, staff: TheStaff, data: JSONBody[PasskeyProof]
) -> None:
    credential, challenge = _read(data.credential)
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_rp_id(site),
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _MALFORMED as error:
        raise PasskeyRefused from error
    key = Passkey(
        credential_id=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        label=label_of(request),
        added_at_s=site.store.now(),
    )
    await site.passkeys.add(staff.account.username, key, challenge=challenge, actor=staff.actor)


@delete(
    "/api/session/passkeys/{passkey_id:str}",
    guards=[StaffGuard()],
    summary="Remove a passkey of one's own",
    responses=documented(*_CHANGE_REFUSALS, ProblemType.NOT_FOUND),
    tags=["staff"],
)
async def remove(site: TheSite, staff: TheStaff, passkey_id: FromPath[str]) -> None:
    await site.passkeys.remove(staff.account.username, passkey_id, actor=staff.actor)


@post(
    "/api/session/passkey/begin",
    status_code=200,
    summary="Begin to sign in with a passkey",
    description="The options are for `navigator.credentials.get`, as JSON text; the browser knows the keys.",
    responses=documented(*CHANGE_REFUSALS, ProblemType.TOO_MANY_REQUESTS, ProblemType.STORE_UNAVAILABLE),
    tags=["staff"],
)
async def begin(request: Request[Any, Any, Any], site: TheSite) -> PasskeyOptions:
    site.limits.prove(address_of(request))
    options = generate_authentication_options(
        rp_id=_rp_id(site),
        challenge=base64url_to_bytes(await site.passkeys.challenge()),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return PasskeyOptions(options=options_to_json(options))


@post(
    "/api/session/passkey",
    status_code=200,
    summary="Sign in with a passkey",
    description="Password and second factor in one: the authenticator has verified who holds it.",
    responses=documented(
        *CHANGE_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.SIGN_IN_REFUSED,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.STORE_UNAVAILABLE,
    ),
    tags=["staff"],
)
async def sign_in(
    request: Request[Any, Any, Any], site: TheSite, data: JSONBody[PasskeySignIn]
) -> Response[Me]:
    address = address_of(request)
    site.limits.prove(address)
    label = label_of(request)
    credential, challenge = _read(data.credential)
    try:
        passkeys, key = await site.passkeys.of_credential(str(credential.get("id", "")))
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_rp_id(site),
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (PasskeyRefused, *_MALFORMED):
        await site.passkeys.refuse(label=label, address=address)
    signed_in, secret = await site.passkeys.sign_in(
        passkeys.username,
        key.credential_id,
        verified.new_sign_count,
        challenge=challenge,
        label=label,
        address=address,
        at_terminal=data.at_terminal,
    )
    cookie = cookies.grant(request, Credential.STAFF, secret, max_age_s=int(ABSOLUTE_S))
    return Response(me_view(signed_in.account), cookies=[cookie])


def _read(text: str) -> tuple[dict[str, Any], str]:
    """The browser's credential, and the challenge that it claims to answer. Raises PasskeyRefused."""
    try:
        credential = msgspec.json.decode(text, type=dict[str, Any])
        client_data = parse_client_data_json(base64url_to_bytes(credential["response"]["clientDataJSON"]))
    except _MALFORMED as error:
        raise PasskeyRefused from error
    return credential, bytes_to_base64url(client_data.challenge)


def _rp_id(site: Site) -> str:
    """The host by which browsers know the site."""
    return urlsplit(site.origin).hostname or ""
