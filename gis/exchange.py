"""Puts one folder in the place of another, so that whoever reads finds one of them whole."""

import ctypes
import os
import sys
from pathlib import Path

# linux/fs.h and fcntl.h: exchange two names at once (renameat2(2)), both relative to the working directory.
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def exchange(folder: Path, other: Path) -> None:
    """What was in one is in the other afterwards; both are there, on one file system. Raises OSError.

    In one step where the system can do that. Elsewhere there is a moment without `folder`: a crash in it
    leaves what was there beside it, under its name with `.former`.
    """
    if _exchange_at_once(folder, other):
        return
    former = folder.with_name(f"{folder.name}.former")
    os.rename(folder, former)
    try:
        os.rename(other, folder)
    except OSError:
        os.rename(former, folder)
        raise
    os.rename(former, other)


def _exchange_at_once(folder: Path, other: Path) -> bool:
    """Whether it could be done; some systems and some file systems cannot."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(folder), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return done == 0
