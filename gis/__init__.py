"""Places: buildings, rooms, doors and cameras on the ground; knows nothing of people, links or video."""
