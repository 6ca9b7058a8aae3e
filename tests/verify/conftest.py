"""What the tests of the verification share."""

from __future__ import annotations

import pytest

from support.catalogue import corpus
from verify.desk import Desk


@pytest.fixture(scope="session")
def desk() -> Desk:
    return Desk(corpus())
