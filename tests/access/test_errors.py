"""Every refusal has a slug for programs and a sentence for a person that gives nothing away."""

import re

from responder.access import errors
from responder.access.errors import AccessError


def leaves(tree: type[AccessError]) -> list[type[AccessError]]:
    return [leaf for child in tree.__subclasses__() for leaf in (leaves(child) or [child])]


def test_every_error_has_its_own_slug() -> None:
    """Programs tell refusals apart by their reason."""
    reasons = [error.reason for error in leaves(AccessError)]
    assert len(set(reasons)) == len(reasons)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", reason) for reason in reasons)


def test_every_error_speaks_to_a_person() -> None:
    """The sentence is what the screen shows."""
    assert all(str(error()).endswith(".") for error in leaves(AccessError))


def test_a_refused_link_does_not_tell_whose_it_was() -> None:
    """No sentence about a link has room for a school, a building or a name."""
    for error in (errors.LinkUnknown, errors.LinkExpired, errors.LinkRevoked, errors.IncidentClosed):
        assert "{" not in error.sentence
        assert "school" not in error.sentence.lower()
