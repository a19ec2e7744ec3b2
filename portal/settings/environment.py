"""Reads settings from the environment: `NAME`, or the file that `NAME_FILE` names, without the file's last newline."""

import environ
from environ.fileaware_mapping import FileAwareMapping


class _Values(FileAwareMapping):
    def __getitem__(self, key: str) -> str:
        return super().__getitem__(key).rstrip("\n")


class Environment(environ.FileAwareEnv):
    ENVIRON = _Values()
