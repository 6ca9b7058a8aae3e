"""``pincite token``: a token for the service, and the digest that its settings take."""

from __future__ import annotations

import hashlib
import secrets

from pincite.cli.options import JsonOption, print_json


def token(json: JsonOption = False) -> None:
    """Make a token for the service.

    Prints a new token, for whoever shall write or read, and its digest, for the setting
    PINCITE_WRITE_TOKEN_SHA256 or PINCITE_READ_TOKEN_SHA256. The token itself is stored nowhere.

    Example: pincite token
    """
    made = secrets.token_urlsafe(32)
    digest = hashlib.sha256(made.encode("ascii")).hexdigest()
    if json:
        print_json({"token": made, "sha256": digest})
    else:
        print(f"token:  {made}\nsha256: {digest}")
