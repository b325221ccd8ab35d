"""The subcommands of `python -m gis`."""
