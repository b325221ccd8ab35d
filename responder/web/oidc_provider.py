"""The district's identity provider: where people sign in, and what it says of them (OpenID Connect)."""

import asyncio
import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from msgspec import Struct

from responder.settings import OidcSettings

log = structlog.get_logger(__name__)

# A person waits in front of the sign-in page.
_TIMEOUT_S = 5.0

# Signatures only: a shared secret or none at all proves nothing about who signed (RFC 8725, 3.1).
_ALGORITHMS = ("RS256", "PS256", "ES256")

# For clocks that differ.
_LEEWAY_S = 60

_SCOPES = "openid profile email"


class ProviderUnavailable(Exception):
    """The identity provider cannot be reached, or answers nonsense; the log says what."""


class TokenRefused(Exception):
    """The provider's answer does not prove who somebody is."""


class Discovery(Struct, frozen=True):
    """What is used of the provider's description (OpenID Connect Discovery 1.0, 4.2)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class _Tokens(Struct, frozen=True):
    id_token: str


class OidcProvider:
    """Fetches the provider's description and keys when first needed, and its keys again when they change."""

    def __init__(self, settings: OidcSettings) -> None:
        self.settings = settings
        self._discovery: Discovery | None = None
        self._keys: KeySet | None = None
        self._fetching = asyncio.Lock()

    async def authorization_url(self, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes: authorization code flow, PKCE (RFC 7636). Raises ProviderUnavailable."""
        discovery = await self._described()
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": redirect_uri,
            "scope": _SCOPES,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        separator = "&" if "?" in discovery.authorization_endpoint else "?"
        return f"{discovery.authorization_endpoint}{separator}{urlencode(query)}"

    async def claims(self, code: str, *, redirect_uri: str, nonce: str, verifier: str) -> dict[str, Any]:
        """The verified claims of whoever came back with this code.

        Raises ProviderUnavailable or TokenRefused.
        """
        discovery = await self._described()
        answer = await self._ask(
            "POST",
            discovery.token_endpoint,
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "client_id": self.settings.client_id,
                "client_secret": self.settings.client_secret,
                "code_verifier": verifier,
            },
        )
        if answer.is_client_error:
            raise TokenRefused("the provider did not accept the code")
        tokens = self._read(answer, _Tokens)
        claims = await self._verified(tokens.id_token, discovery)
        if not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
            raise TokenRefused("the token was made for another sign-in")
        return claims

    async def _verified(self, id_token: str, discovery: Discovery) -> dict[str, Any]:
        """OpenID Connect Core 1.0, 3.1.3.7; keys that the provider has changed are fetched once more."""
        for is_second_try in (False, True):
            keys = await self._key_set(discovery, anew=is_second_try)
            try:
                claims = jwt.decode(id_token, keys, algorithms=list(_ALGORITHMS)).claims
            except (JoseError, ValueError) as error:
                if is_second_try:
                    raise TokenRefused(str(error)) from error
                continue
            self._require_ours(claims, discovery)
            return claims
        raise TokenRefused("no key fits")

    def _require_ours(self, claims: dict[str, Any], discovery: Discovery) -> None:
        rules = JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": discovery.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        try:
            rules.validate(claims)
        except JoseError as error:
            raise TokenRefused(str(error)) from error

    async def _described(self) -> Discovery:
        async with self._fetching:
            if self._discovery is None:
                url = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                found = self._read(await self._ask("GET", url), Discovery)
                if found.issuer != self.settings.issuer:
                    raise ProviderUnavailable("it describes another issuer")
                self._discovery = found
        return self._discovery

    async def _key_set(self, discovery: Discovery, *, anew: bool) -> KeySet:
        async with self._fetching:
            if self._keys is None or anew:
                answer = await self._ask("GET", discovery.jwks_uri)
                try:
                    self._keys = KeySet.import_key_set(answer.json())
                except (JoseError, ValueError, KeyError) as error:
                    raise ProviderUnavailable("its keys cannot be read") from error
        return self._keys

    async def _ask(self, method: str, url: str, data: dict[str, str] | None = None) -> httpx.Response:
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT_S) as client:
                answer = await client.request(method, url, data=data)
        except httpx.HTTPError as error:
            log.warning("oidc_provider_unavailable", url=url, error=str(error))
            raise ProviderUnavailable(type(error).__name__) from error
        if answer.status_code >= 500:
            raise ProviderUnavailable(f"it answers {answer.status_code}")
        return answer

    def _read(self, answer: httpx.Response, type_: type[Any]) -> Any:
        try:
            return msgspec.json.decode(answer.content, type=type_)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ProviderUnavailable("its answer cannot be read") from error


def challenge_of(verifier: str) -> str:
    """RFC 7636, 4.2."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
