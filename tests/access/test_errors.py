"""Every refusal has a slug for programs and a sentence for a person that gives nothing away."""

import re

from responder.access import errors
from responder.access.errors import AccessError


def descendants(tree: type[AccessError]) -> list[type[AccessError]]:
    return [one for child in tree.__subclasses__() for one in (child, *descendants(child))]


ERRORS = [error for error in descendants(AccessError) if hasattr(error, "reason")]


def test_every_error_has_its_own_slug() -> None:
    """Programs tell refusals apart by their reason; a special case may share its general one's."""
    reasons = [error.reason for error in ERRORS if "reason" in vars(error)]
    assert len(set(reasons)) == len(reasons)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", reason) for reason in reasons)


def test_every_error_speaks_to_a_person() -> None:
    """The sentence is what the screen shows."""
    assert all(str(error()).endswith(".") for error in ERRORS)


def test_a_refused_link_does_not_tell_whose_it_was() -> None:
    """No sentence about a link has room for a school, a building or a name."""
    for error in (errors.LinkUnknown, errors.LinkExpired, errors.LinkRevoked, errors.IncidentClosed):
        assert "{" not in error.sentence
        assert "school" not in error.sentence.lower()
