"""The commands, one module each; each module holds its `command`."""
