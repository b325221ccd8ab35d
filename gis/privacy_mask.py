"""An area of a camera's picture that some people are not to see, such as a neighbour's windows."""

PrivacyMask = tuple[tuple[float, float], ...]
"""Corners in order, as shares of the picture's width from the left and of its height from the top."""
