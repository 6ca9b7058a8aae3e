"""Records with the traps that citations meet, shared by this folder's tests."""

from __future__ import annotations

from hypothesis import strategies as st

from pincite.types import Locator, Name, Record

KIM = Name(family="Kim", given="Hae-yong", family_first=True)
PARA_5 = Locator("paragraph", "5", "para. 5", printed=False)
PARA_17 = Locator("paragraph", "17", "para. 17")
PARA_28 = Locator("paragraph", "28", "para. 28 (first of two)", occurrence=1, occurrences=2)
CAPTION = Locator("caption", "1", "caption", printed=False)

OVERVIEW = Record(
    "asean-rok-overview",
    "overview.txt",
    "Overview of ASEAN-Republic of Korea Dialogue Relations",
    kind="official",
    language="en",
)
OP_ED = Record(
    "korea-herald-2023-08-08",
    "op-ed.txt",
    "ASEAN and Korea on road to sustainable and equal partnership",
    (KIM,),
    "The Korea Herald",
    "opinion",
    "2023-08-08",
    "en",
)
SELF_PUBLISHED = Record(
    "hubs",
    "hubs.pdf",
    'On "hubs" & <b>spokes</b>: 50% of $1_000 #1 {a} ~x^2 \\today',
    (Name(literal="Ministry of Trade and Industry"),),
    "Ministry of Trade and Industry",
    "report",
    "2020",
    "en",
    "https://example.org/a_b_c?b=1&c=2#d",
)
ACCENTED = Record(
    "été",
    "ete.html",
    "L’été des « accords » : où en est-on ?",
    (Name("Müller", "Jörg"), Name("Ōe", "Kenzaburō"), Name("D’Été, Jr", "Zoë")),
    "Le Monde diplomatique",
    "opinion",
    "2020-03",
    "fr",
)
KOREAN = Record(
    "korean",
    "k.txt",
    "아세안과 한국",
    (Name("김", "해용", family_first=True),),
    "코리아헤럴드",
    "opinion",
    "2023-08",
    "ko",
)
BARE = Record("notes", "notes.txt", "Notes")
MONONYM = Record("s", "s.txt", "Speech", (Name(given="Suharto"),), None, "speech", "Spring 1989")
ALL = (OVERVIEW, OP_ED, SELF_PUBLISHED, ACCENTED, KOREAN, BARE, MONONYM)

# Any text that a record could hold; surrogates are no text, and control characters no title.
words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co")), max_size=30)
hostile = st.one_of(
    words,
    st.lists(
        st.sampled_from(
            [
                "<b>",
                "&amp;",
                "*",
                "_",
                "**a**",
                "[x](y)",
                "`",
                "\\",
                '"',
                "“",
                "”",
                "‘",
                "’",
                "{",
                "}",
                "%",
                "$",
                "#",
                "~",
                "^",
                "-",
                ">",
                "and",
                "AKFTA",
                ".",
                "?",
                "(",
                ")",
                "é",
                "1. ",
                "\n",
                " ",
            ]
        ),
        max_size=8,
    ).map("".join),
)
records = st.builds(
    Record,
    key=st.just("key"),
    file=st.just("f"),
    title=hostile,
    authors=st.lists(
        st.one_of(
            st.builds(Name, family=hostile, given=hostile, family_first=st.booleans()),
            st.builds(Name, literal=hostile),
        ),
        max_size=3,
    ).map(tuple),
    publisher=st.none() | hostile,
    kind=st.sampled_from([None, "official", "opinion", "book", "treaty", "case", "speech"]),
    issued=st.sampled_from([None, "2020", "2020-03", "2020-03-01", "c. 1900", ""]),
    language=st.sampled_from([None, "en", "fr"]),
    url=st.none() | st.just("https://example.org/a_(b)?c={d}&e=f~g"),
)
