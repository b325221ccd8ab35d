"""The rules of WHEP over live sessions: which ICE session a request means, and how it may change it."""

import re
from weakref import WeakKeyDictionary

from responder.live.session import LiveSession
from responder.web.errors import Refusal
from responder.web.wire import ProblemType

_UFRAG = re.compile(r"^a=ice-ufrag:(\S+)\s*$", re.MULTILINE)


class WhepSessions:
    """Remembers the entity tag of each player's current ICE session (RFC 9725 4.3.1)."""

    def __init__(self) -> None:
        self._tags: WeakKeyDictionary[LiveSession, str] = WeakKeyDictionary()

    def begin(self, session: LiveSession) -> str:
        """The entity tag of a new session."""
        return self._remember(session, session.answer_sdp)

    def patch(self, session: LiveSession, fragment: str, if_match: str | None) -> tuple[str, str]:
        """Applies a fragment; returns the answering one ("" for trickled candidates) and the entity tag.

        Raises Refusal without the right `If-Match`, SdpError for a bad fragment.
        """
        self._check(session, if_match)
        answer = session.restart_ice(fragment)
        if answer:
            self._remember(session, answer)
        return answer, self._tags[session]

    def _check(self, session: LiveSession, if_match: str | None) -> None:
        """A restart may say `*`; candidates must name the ICE session that they belong to."""
        if if_match is None:
            raise Refusal(
                ProblemType.PRECONDITION_REQUIRED, "Send If-Match with the ETag of the session, or *."
            )
        if if_match.strip() != "*" and if_match.strip() != self._tags.get(session):
            raise Refusal(
                ProblemType.PRECONDITION_FAILED, "This ETag is not that of the current ICE session."
            )

    def _remember(self, session: LiveSession, description: str) -> str:
        found = _UFRAG.search(description)
        if found is not None:
            self._tags[session] = f'"{found[1]}"'
        return self._tags.setdefault(session, f'"{session.live_id}"')
