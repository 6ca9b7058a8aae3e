"""A treaty with what treaties have: articles with and without numbers, items, an annex."""

from __future__ import annotations

from pincite.types import Document, Name, Record
from support.catalogue import MemoryCatalogue, document_from, unnumbered

WATERS = """AGREEMENT ON SHARED WATERS

PREAMBLE

The Government of Maldronia and the Government of Vestmark,

HAVE AGREED as follows:

Article 1

Definitions

For the purposes of this Agreement:

(a) "waters" means the waters of the Lower Tarn;

(b) "Party" means a State that has signed;

(c) "measure" means:

(i) a dam; or

(ii) a canal.

Article 2

Equitable use

1. The Parties shall use the shared waters in an equitable manner.

2. Neither Party shall divert more than 14 cubic metres per second.

3. Paragraph 2 shall not apply to:

(a) withdrawals for the fighting of fires; and

(b) withdrawals of less than a day.

Article 3

Notification

1. A Party that plans a measure shall give notice of 180 days.

2. The notified Party shall reply within 90 days.

Article 4

Exchange of data

The Parties shall exchange hydrological data every month.

Article 5

Joint Commission

1. A Joint Commission is hereby established.

2. It shall meet twice a year.

3. Decisions of the Commission shall be taken by unanimity.

4. The expenses shall be borne in equal shares.

Article 6

Duration

1. This Agreement shall enter into force on the thirtieth day.

2. This Agreement shall remain in force for fifteen years.

ANNEX I

Gauging stations

The stations are those of Port Ansel and of Lindholm.

Each has a keeper of its own.
"""

ACT = """Part 1

Ports

Section 1

Scope

(1) This Act applies to ports that handle more than 50,000 tonnes.

(2) It does not apply to naval ports.

Section 2

Duties

(1) The operator shall appoint a safety officer.

(2) The officer shall report every six months.

Part 2

Harbours

Section 1

Meaning

(1) A harbour is a port of less than 50,000 tonnes.

(2) A pier is none.
"""


def waters() -> Document:
    """The agreement, known to citations as the Waters Agreement."""
    record = Record(
        "waters",
        "waters.txt",
        "Agreement between Maldronia and Vestmark on Shared Waters",
        kind="treaty",
        issued="2011-09-14",
        short=("Waters Agreement",),
    )
    return document_from(record, WATERS)


def ports() -> Document:
    """An act whose sections begin anew in each part."""
    return document_from(Record("ports", "ports.txt", "Ports Act 2020"), ACT)


def catalogue() -> MemoryCatalogue:
    """Both, a report with numbered headings, and a newspaper's article."""
    report = document_from(
        Record("report", "r.txt", "Report on Ferries", short=("Ferries Report",)),
        "1 Introduction\n\n1. We began in May.\n\n2. We heard three people:\n(a) a captain;\n"
        "(b) a cook.\n\n2 Costs\n\n3. They rose.\n\n4. They will rise.\n",
    )
    news = unnumbered(
        "courier",
        ["The barrier is late.", "It costs more."],
        title="Flood barrier delayed",
        authors=(Name("Greenhalgh", "Tobias"),),
        issued="2024-04-18",
    )
    return MemoryCatalogue([waters(), ports(), report, news])
