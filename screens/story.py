"""What the showcase plays: visits as data. Touches are text keys or the words on the screen; types are letters."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """Touch these, type this, let so much time pass, let nobody come back; then, with a caption, take a picture.

    `central` switches the central off or on before anything else; off only once it has lent this terminal something.
    `badge` is the badge that is laid on the reader then; an empty one is taken away.
    """

    caption: str = ""
    touches: tuple[str, ...] = ()
    types: str = ""
    idle_s: float = 0.0
    ends: bool = False
    trouble: dict[str, bool] | None = field(default=None)
    central: bool | None = None
    badge: str | None = None


@dataclass(frozen=True)
class Chapter:
    """One visit, from the first screen to its end."""

    title: str
    steps: tuple[Step, ...]


_NEXT = "screen.next"

FIRST_TIME = "the first free time"
"""Not words on the screen: which times are free is different every time."""

LAST_CODE = "the code of the last appointment"
"""Not letters to type: every appointment has another code."""

CHAPTERS = (
    Chapter(
        "demo.chapter.link",
        (
            Step("demo.step.home"),
            Step("demo.step.typing", ("home.search",), "ik ga verhuizne"),
            Step("demo.step.product", ("Verhuizen",)),
            Step("demo.step.take_along", ("product.print",)),
            Step("demo.step.printed", ("take.print",)),
        ),
    ),
    Chapter(
        "demo.chapter.report",
        (
            Step("demo.step.category", ("home.report",)),
            Step("", ("Straatlamp", "Brandt niet")),
            Step("demo.step.village", ("Nee",)),
            Step("demo.step.question", ("Nuth",), "dorpstraat 12"),
            Step("demo.step.photo", (_NEXT, "camera.take")),
            Step("demo.step.question", (_NEXT,), "de lamp knippert al een week"),
            Step("", (_NEXT,)),
            Step("demo.step.review", ("Nee",)),
            Step("demo.step.done", ("Melding versturen",)),
        ),
    ),
    Chapter(
        "demo.chapter.appointment",
        (
            Step("", ("Paspoort",)),
            Step("demo.step.pick_location", ("channel.appointment",)),
            Step("demo.step.pick_slot", ("Gemeentehuis Nuth", FIRST_TIME)),
            Step("demo.step.question", (_NEXT,), "anna voorbeeld"),
            Step("demo.step.question", (_NEXT,), "0612345678"),
            Step("", (_NEXT,)),
            Step("demo.step.review", ("question.skip",)),
            Step("demo.step.done", ("Afspraak vastleggen",)),
        ),
    ),
    Chapter(
        "demo.chapter.number",
        (
            Step("demo.step.pick_service", ("home.number",)),
            Step("demo.step.done", ("Vragen",)),
        ),
    ),
    Chapter(
        "demo.chapter.coming",
        (
            Step("demo.step.code", ("home.have",), LAST_CODE),
            Step("demo.step.coming", (_NEXT,)),
            Step("demo.step.wrong_day", ("coming.here",)),
        ),
    ),
    Chapter(
        "demo.chapter.offline",
        (
            Step("", ("Paspoort",), central=False),
            Step("demo.step.offline_slots", ("channel.appointment", "Gemeentehuis Nuth", FIRST_TIME)),
            Step("", (_NEXT,), "anna voorbeeld"),
            Step("", (_NEXT,), "0612345678"),
            Step("", (_NEXT,)),
            Step("demo.step.offline_booked", ("question.skip", "Afspraak vastleggen")),
            Step("demo.step.offline_number", ("screen.another", "home.number", "Vragen")),
            Step("", ("screen.another", "home.have"), LAST_CODE),
            Step("demo.step.offline_coming", (_NEXT,)),
            Step("demo.step.offline_here", ("coming.here",)),
            Step("", central=True),
        ),
    ),
    Chapter(
        "demo.chapter.everyone",
        (
            Step("demo.step.english", ("English",)),
            Step("demo.step.contrast", ("bar.contrast",)),
            Step("demo.step.large", ("bar.text_size", "bar.text_size", "bar.text_size")),
        ),
    ),
    Chapter(
        "demo.chapter.idle",
        (
            Step("", ("home.search",), "mijn geheim"),
            Step("demo.step.warning", idle_s=125.0),
            Step("demo.step.clean", ends=True),
        ),
    ),
    Chapter(
        "demo.chapter.volunteer",
        (
            Step("demo.step.half_typed", ("home.search",), "rijbew"),
            Step("demo.step.overview", badge="coordinator"),
            Step("demo.step.contact", ("volunteer.act.contact",)),
            Step("demo.step.contact_end", ("DigiD en computer",)),
            Step("demo.step.contact_done", ("Beantwoord",)),
            Step("demo.step.reprint", ("screen.finished", "volunteer.act.reprint")),
            Step("demo.step.paper", ("screen.back", "volunteer.act.paper")),
            Step("demo.step.readiness", ("screen.back", "volunteer.act.readiness")),
            Step("demo.step.back_again", badge=""),
        ),
    ),
    Chapter(
        "demo.chapter.trouble",
        (
            Step("", ("home.number",), trouble={"paper_out": True}),
            Step("demo.step.paper_out", ("Burgerzaken",)),
            Step("", trouble={"paper_out": False}),
        ),
    ),
)
