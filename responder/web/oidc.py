"""Signing in with the district's own accounts: Entra ID, Google Workspace, any OpenID Connect provider."""

import secrets
from typing import Annotated, Any

import msgspec
import structlog
from litestar import Request, Response, get
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from msgspec import Struct

from responder.access.errors import NotFound, SignInRefused
from responder.access.federation import account_of
from responder.access.session import ABSOLUTE_S
from responder.store.errors import StoreDamaged
from responder.store.federated_sign_in import sign_in_federated
from responder.web import cookies
from responder.web.cookies import Credential
from responder.web.errors import documented
from responder.web.guards import address_of, label_of
from responder.web.oidc_provider import OidcProvider, ProviderUnavailable, TokenRefused
from responder.web.site import Site, TheSite
from responder.web.wire import ProblemType
from responder.web.wire_sign_in import SignInMethods

log = structlog.get_logger(__name__)

# Longer than it takes to type a password and a second factor at the provider.
_ATTEMPT_S = 600

_ATTEMPT_COOKIE = "responder-oidc"
_CALLBACK = "/api/session/oidc/callback"

_REFUSALS = (
    ProblemType.NOT_FOUND,
    ProblemType.BAD_REQUEST,
    ProblemType.PROVIDER_UNAVAILABLE,
    ProblemType.TOO_MANY_REQUESTS,
    ProblemType.STORE_UNAVAILABLE,
)

Given = Annotated[str, QueryParameter(max_length=4096)]


class Attempt(Struct, frozen=True, kw_only=True):
    """What the browser keeps, sealed, between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str
    begun_at_s: float


@get(
    "/api/session/methods",
    summary="How one can sign in here",
    responses=documented(ProblemType.STORE_UNAVAILABLE),
    tags=["staff"],
)
async def methods(site: TheSite) -> SignInMethods:
    provider = site.oidc
    return SignInMethods(
        provider=None if provider is None else provider.settings.name,
        has_passkeys=await site.passkeys.is_in_use(),
    )


@get(
    "/api/session/oidc",
    status_code=302,
    summary="Sign in at the identity provider",
    description=(
        "For the browser to go to; it comes back to the console, signed in, or with the type of the problem "
        "as the fragment of the address."
    ),
    responses=documented(*_REFUSALS),
    tags=["staff"],
)
async def begin(request: Request[Any, Any, Any], site: TheSite) -> Response[None]:
    site.limits.prove(address_of(request))
    try:
        return await _leave(request, site, _provider(site))
    except ProviderUnavailable as error:
        return _turned_back(request, ProblemType.PROVIDER_UNAVAILABLE, error)


async def _leave(request: Request[Any, Any, Any], site: Site, provider: OidcProvider) -> Response[None]:
    attempt = Attempt(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        begun_at_s=site.store.now(),
    )
    url = await provider.authorization_url(
        redirect_uri=site.origin + _CALLBACK,
        state=attempt.state,
        nonce=attempt.nonce,
        verifier=attempt.verifier,
    )
    sealed = site.store.seal(_ATTEMPT_COOKIE, msgspec.json.encode(attempt))
    return _to(url, _attempt_cookie(request, sealed, _ATTEMPT_S))


@get(
    _CALLBACK,
    status_code=302,
    summary="Come back from the identity provider",
    responses=documented(*_REFUSALS, ProblemType.SIGN_IN_REFUSED),
    tags=["staff"],
)
async def come_back(
    request: Request[Any, Any, Any],
    site: TheSite,
    code: Given = "",
    given_state: Annotated[str, QueryParameter(max_length=4096, name="state")] = "",
) -> Response[None]:
    site.limits.prove(address_of(request))
    try:
        return await _enter(request, site, code, given_state)
    except SignInRefused as error:
        return _turned_back(request, ProblemType.SIGN_IN_REFUSED, error)
    except ProviderUnavailable as error:
        return _turned_back(request, ProblemType.PROVIDER_UNAVAILABLE, error)


async def _enter(request: Request[Any, Any, Any], site: Site, code: str, given_state: str) -> Response[None]:
    """Raises SignInRefused or ProviderUnavailable."""
    provider, attempt = _provider(site), _attempt(request, site)
    if not code or not secrets.compare_digest(attempt.state.encode(), given_state.encode()):
        raise SignInRefused("This sign-in was not begun in this browser, or was refused. Try again.")
    redirect_uri = site.origin + _CALLBACK
    try:
        claims = await provider.claims(
            code, redirect_uri=redirect_uri, nonce=attempt.nonce, verifier=attempt.verifier
        )
    except TokenRefused as error:
        log.warning("oidc_token_refused", reason=str(error))
        raise SignInRefused("The identity provider's answer is not valid. Try again.") from error
    settings = provider.settings
    account = account_of(claims, settings.groups, issuer=settings.issuer, groups_claim=settings.groups_claim)
    label = label_of(request)
    _, secret = await sign_in_federated(site.store, account, label=label, address=address_of(request))
    cookie = cookies.grant(request, Credential.STAFF, secret, max_age_s=int(ABSOLUTE_S))
    return _to("/console", cookie, _attempt_cookie(request, "", 0))


def _turned_back(
    request: Request[Any, Any, Any], problem_type: ProblemType, error: Exception
) -> Response[None]:
    """A person's browser comes back to a page; a program gets the problem itself. Raises `error` for that."""
    if "text/html" not in request.headers.get("accept", ""):
        raise error
    log.warning("oidc_sign_in_refused", reason=str(error))
    return _to(f"/console#{problem_type}", _attempt_cookie(request, "", 0))


def _provider(site: Site) -> OidcProvider:
    if site.oidc is None:
        raise NotFound("This site has no identity provider.")
    return site.oidc


def _attempt(request: Request[Any, Any, Any], site: Site) -> Attempt:
    """Raises SignInRefused for a browser that has not begun one here, or too long ago."""
    try:
        sealed = request.cookies.get(_ATTEMPT_COOKIE, "")
        attempt = msgspec.json.decode(site.store.unseal(_ATTEMPT_COOKIE, sealed), type=Attempt)
    except (StoreDamaged, msgspec.DecodeError) as error:
        raise SignInRefused("This sign-in was not begun in this browser. Try again.") from error
    if site.store.now() > attempt.begun_at_s + _ATTEMPT_S:
        raise SignInRefused("That took too long. Try again.")
    return attempt


def _attempt_cookie(request: Request[Any, Any, Any], value: str, max_age_s: int) -> Cookie:
    """Lax, because the browser comes back from another site."""
    return Cookie(
        key=_ATTEMPT_COOKIE,
        value=value,
        max_age=max_age_s,
        path=_CALLBACK,
        secure=cookies.is_secure(request),
        httponly=True,
        samesite="lax",
    )


def _to(url: str, *given: Cookie) -> Response[None]:
    return Response(None, status_code=302, headers={"Location": url}, cookies=list(given))
