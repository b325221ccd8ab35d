"""Settings of the property tests."""

from hypothesis import settings

# How long an example takes is the machine's business; wrong answers are ours.
settings.register_profile("delivery", deadline=None)
settings.load_profile("delivery")
