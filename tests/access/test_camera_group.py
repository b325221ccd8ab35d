"""A group names cameras of the site; whoever is bound to groups sees those in any of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.access.camera_group import NO_GROUPS, CameraGroups
from responder.access.errors import InvalidRequest

GROUPS = CameraGroups(members={"doors": frozenset({"front", "back"}), "yard": frozenset({"dock", "back"})})


def test_has_the_cameras_of_all_that_are_named() -> None:
    """Each once, and none of a group that the site no longer has."""
    assert GROUPS.cameras_of(["doors", "yard", "gone"]) == {"front", "back", "dock"}
    assert GROUPS.cameras_of([]) == GROUPS.cameras_of(["gone"]) == NO_GROUPS.cameras_of(["doors"]) == set()


def test_a_typing_error_is_named() -> None:
    """Instead of a link that shows nothing."""
    GROUPS.require_known(["doors"])
    GROUPS.require_known(None)
    with pytest.raises(InvalidRequest, match="'door'"):
        GROUPS.require_known(["doors", "door"])


@given(few=st.frozensets(st.sampled_from(["doors", "yard", "gone"])), more=st.sampled_from(["doors", "yard"]))
def test_another_group_never_takes_a_camera_away(few: frozenset[str], more: str) -> None:
    """Whatever groups there are already."""
    assert GROUPS.cameras_of(few) <= GROUPS.cameras_of(few | {more})
