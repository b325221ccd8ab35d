"""Groups of cameras, such as entrances or parking: some of a building's cameras may be seen, others not."""

from collections.abc import Collection, Mapping

from msgspec import Struct

from responder.access.errors import InvalidRequest


class CameraGroups(Struct, frozen=True, kw_only=True):
    """The site's groups: names, and ids of their cameras. A camera may be in several, or in none."""

    members: Mapping[str, frozenset[str]] = {}

    def cameras_of(self, groups: Collection[str]) -> frozenset[str]:
        """Those in any of these groups; a group that the site no longer has is empty."""
        return frozenset().union(*(self.members.get(group, frozenset()) for group in groups))

    def require_known(self, groups: Collection[str] | None) -> None:
        """A typing error must not become a link that shows nothing. Raises InvalidRequest."""
        unknown = sorted(set(groups or ()) - set(self.members))
        if unknown:
            raise InvalidRequest(f"There is no camera group {unknown[0]!r}.")


NO_GROUPS = CameraGroups()
