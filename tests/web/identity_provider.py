"""A small OpenID Connect provider: discovery, keys, codes with PKCE, signed tokens, over real HTTP."""

import asyncio
import secrets
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from litestar import Litestar, Request, Response, get, post
from litestar.params import QueryParameter

from responder.web.oidc_provider import challenge_of

CLIENT_ID, CLIENT_SECRET = "responder", "a secret between the two"


class IdentityProvider:
    """Signs in whoever `person` is; `mend` changes the claims of the next token."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.person: dict[str, Any] = {"sub": "p-1", "preferred_username": "Robin", "groups": ["safety"]}
        self.mend: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, auto_kid=True)
        self.published = self.key
        self._codes: dict[str, dict[str, str]] = {}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes once the person has signed in."""
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, str] | None:
        """For a code, once, from whoever began; None when something does not fit."""
        asked = self._codes.pop(form["code"], None)
        if asked is None or form["client_secret"] != CLIENT_SECRET:
            return None
        if challenge_of(form["code_verifier"]) != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": asked["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        header = {"alg": "RS256", "kid": self.key.kid}
        return {
            "token_type": "Bearer",
            "access_token": "unused",
            "id_token": jwt.encode(header, claims | self.person | self.mend, self.key),
        }

    def application(self) -> Litestar:
        @get("/.well-known/openid-configuration", sync_to_thread=False)
        def discovery() -> dict[str, str]:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }

        @get("/keys", sync_to_thread=False)
        def keys() -> dict[str, Any]:
            return {"keys": [self.published.as_dict(private=False)]}

        @get("/authorize", sync_to_thread=False)
        def authorize(
            request: Request[Any, Any, Any], unused: Annotated[str, QueryParameter()] = ""
        ) -> Response[None]:
            url = self.authorize({name: str(value) for name, value in request.query_params.items()})
            return Response(None, status_code=302, headers={"Location": url})

        @post("/token", status_code=200)
        async def token(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
            form = parse_qs((await request.body()).decode())
            answer = self.token({name: values[0] for name, values in form.items()})
            return Response(answer or {"error": "invalid_grant"}, status_code=200 if answer else 400)

        return Litestar([discovery, keys, authorize, token], openapi_config=None, logging_config=None)


@asynccontextmanager
async def identity_provider() -> AsyncIterator[IdentityProvider]:
    """Listens on a free port of this machine until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    provider = IdentityProvider(f"http://127.0.0.1:{listening.getsockname()[1]}")
    config = uvicorn.Config(provider.application(), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listening]))
    try:
        yield provider
    finally:
        server.should_exit = True
        await serving
        listening.close()
