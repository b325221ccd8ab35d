"""Phones behind emulated cellular links: the emulator itself, and what the real client shows behind one."""
