"""Texts that show a model's activations their usual range before they are rounded to 8 bits.

Written for this purpose: many lengths, registers, scripts and kinds of token, so that the channels
that run high on any of them are known. They belong to the program and not to a corpus, so that one
model always gives one encoder. Changing them changes every exported encoder's digest.
"""

from __future__ import annotations

_SHORT = (
    "",
    "trade",
    "What is it?",
    "Who signed the treaty?",
    "when was the bridge finished",
    "How many people live in the capital of the northern province?",
    "Which of the two committees decides on the budget, and by what majority?",
    "Is the deposit returned if the booking is cancelled fewer than three days before arrival?",
    "https://www.example.org/reports/2021/annex-b.pdf?page=12#table-3",
    "ISBN 978-3-16-148410-0; tel. +41 22 555 01 99; room B-214; v2.7.1-rc3",
    "E = mc², a² + b² = c², 3/4, 17.5 %, −40 °C, US$531,915, €1.2 bn, 0x7F3A, 10⁻⁹",
    "1. 2. 3. (a) (b) (c) i) ii) iii) § 12 ¶ 4 — “quoted” ‘once’ … • † ‡ *",
    "NOTICE: ALL PASSENGERS MUST SHOW A VALID TICKET. NO EXCEPTIONS!!!",
    "def mean(values): return sum(values) / len(values)  # raises ZeroDivisionError",
    "Die Brücke über den Fluss wurde 1894 eröffnet und nach dem Krieg wiederaufgebaut.",
    "La réunion s’est tenue à Genève ; les délégués ont adopté la résolution à l’unanimité.",
    "El ministro anunció que las exportaciones crecieron un ocho por ciento el año pasado.",
    "両国は来年、外交関係樹立五十周年を迎える。",
    "双方一致同意扩大贸易和文化交流。",
    "양측은 무역과 문화 교류를 확대하기로 합의하였다.",
    "Стороны договорились расширить торговлю и культурный обмен.",
    "اتفق الجانبان على توسيع التجارة والتبادل الثقافي.",
    "दोनों पक्ष व्यापार बढ़ाने पर सहमत हुए।",
    "Thanks! 😀👍 see you @ 9pm #weekend",
)

_LONG = (
    "The river rises in the hills north of the town and flows for some ninety kilometres through "
    "farmland before it reaches the sea. Its lower course was straightened in the nineteenth "
    "century, when barges still carried grain and coal to the mills along its banks.",
    "Under Article 14 of the Agreement, each Party shall notify the other in writing of any change "
    "in its laws that affects the rights granted herein, not later than thirty (30) days before "
    "such change enters into force. Failure to notify shall not, by itself, invalidate the change.",
    "Scientists measured the temperature of the lake at twelve depths every week for four years. "
    "They found that the surface warmed by 0.6 degrees while the water below thirty metres hardly "
    "changed; oxygen near the bottom fell by almost a fifth, and trout moved upwards.",
    "“I never wanted to leave,” she said, folding the letter. “But there was no work, and your "
    "father had already sold the boat.” The boy looked at the empty harbour and said nothing. "
    "Far out, a single sail stood against the evening.",
    "The Ministry of Finance reported on 3 March 2016 that revenue had risen to $4.7 billion, up "
    "from $4.1 billion in 2015, mainly because of value-added tax (VAT) and customs duties. The "
    "deficit narrowed to 2.3 per cent of gross domestic product (GDP), the lowest since 2008.",
    "To replace the filter, switch off the pump, close both valves and unscrew the lid by turning "
    "it anticlockwise. Lift out the cartridge, rinse the housing, and fit the new cartridge with "
    "the arrow pointing down. Check the seal before you tighten the lid by hand; do not use tools.",
    "Founded as a trading post in 1672, the city changed hands four times before independence. Its "
    "old quarter, with the cathedral of St. Mary, the covered market and the Governor's House, is "
    "protected as a World Heritage Site and draws over two million visitors a year.",
    "The patient, a 54-year-old man, presented with fever (39.2 °C), dry cough and chest pain of "
    "three days' duration. Blood tests showed a raised white cell count; an X-ray revealed shadows "
    "in the left lower lobe. He was given amoxicillin 500 mg three times daily and recovered.",
    "In the second half the visitors pressed hard but found no way past the goalkeeper, who saved "
    "twice from close range. A late penalty settled the match, 2–1, and sent the home side to the "
    "top of the table with thirty-one points from fourteen games.",
    "Proteins are chains of amino acids that fold into shapes decided by their sequence. An enzyme "
    "binds its substrate at the active site, lowers the activation energy of the reaction, and is "
    "itself unchanged. Heat or acid can unfold it, whereupon it loses its function.",
    "The leaders reaffirmed their commitment to regional peace, stability and prosperity; welcomed "
    "the progress of the Plan of Action; and tasked senior officials to strengthen cooperation in "
    "education, digital transformation, public health, disaster management and the environment.",
    "Sehr geehrte Damen und Herren, wir bestätigen den Eingang Ihres Schreibens vom 12. Mai und "
    "teilen Ihnen mit, dass die gewünschten Unterlagen bis Ende des Monats bereitliegen. Für "
    "Rückfragen stehen wir Ihnen werktags von neun bis siebzehn Uhr zur Verfügung.",
    "Le musée conserve plus de trois mille tableaux, dont une vingtaine d’œuvres majeures du "
    "XVIIe siècle. Les collections furent rassemblées par un négociant qui les légua à la ville ; "
    "le bâtiment actuel, construit en 1887, a été agrandi à deux reprises.",
)

TEXTS: tuple[str, ...] = (*_SHORT, *_LONG, " ".join(_LONG[:6]), " ".join(_LONG[6:]))
