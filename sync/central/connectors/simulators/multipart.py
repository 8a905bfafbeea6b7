"""The files of a multipart/form-data body, for pretended systems that take photos."""

import re

from sync.central.connectors.simulators.server import Asked


def files_of(asked: Asked) -> dict[str, tuple[str, str, bytes]]:
    """By name of the part: file name, media type, content. Empty for another kind of body."""
    boundary = re.search(r'multipart/form-data;.*boundary="?([^";]+)', asked.headers.get("content-type", ""))
    if boundary is None:
        return {}
    found: dict[str, tuple[str, str, bytes]] = {}
    for part in asked.body.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        told = head.decode("utf-8", "replace")
        name, file_name = re.search(r'; name="([^"]*)"', told), re.search(r'filename="([^"]*)"', told)
        media_type = re.search(r"(?i)content-type: *(\S+)", told)
        if name:
            content = content.removesuffix(b"\r\n")
            found[name[1]] = (file_name[1] if file_name else "", media_type[1] if media_type else "", content)
    return found
