"""Asks a ClamAV daemon whether a content is known malware, by its INSTREAM command."""

import socket
import struct
from urllib.parse import urlsplit

TIMEOUT = 30.0  # seconds, for the connection and for the answer
PIECE = 256 * 1024


class ScannerAway(Exception):
    """The scanner cannot be reached, or gave no verdict: nothing is known about the file."""


def scan(url: str, content: bytes) -> str:
    """The name of what the daemon at `url` (tcp://host:port or unix:///path) found, or "" for a clean content.

    Raises ScannerAway.
    """
    try:
        with _connected(url) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                connection.sendall(struct.pack("!I", len(piece)) + piece)
            connection.sendall(struct.pack("!I", 0))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerAway(f"the virus scanner cannot be reached: {error}") from error
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAway(f"the virus scanner gave no verdict: {answer[:200]!r}")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=TIMEOUT)


def _answer(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < 4096:
        piece = connection.recv(1024)
        if not piece:
            break
        received += piece
    return received.rstrip(b"\0\n").decode(errors="replace")
