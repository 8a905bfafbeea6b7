"""A small town for tests: two products, three forms, the demo locations, a clock that stands still."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from assets import ASSETS_DIR
from assets.document import parse
from assets.form import Form
from assets.product import Catalogue, Domain
from assets.text import read_texts
from assets.town import read_town
from kiosk.content import Content
from sync.protocol.messages import SlotDay, Slots

NOW = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)

_DOMAIN = """
slug: burgerzaken
icon: home
title: {nl: Burgerzaken, en: Civil affairs}
tagline: {nl: Paspoort en meer, en: Passport and more}
products:
  - slug: paspoort
    domain: burgerzaken
    icon: menu_book
    title: {nl: Paspoort, en: Passport}
    tagline: {nl: Aanvragen of ophalen, en: Apply or collect}
    summary: {nl: Vraag een paspoort aan., en: Apply for a passport.}
    audience: {nl: Voor iedereen, en: For everyone}
    bring: [{nl: Uw oude paspoort, en: Your old passport}, {nl: Een pasfoto, en: A photo}]
    cost: {nl: Kijk op de website, en: See the website}
    duration: {nl: Vraag het hier, en: Ask here}
    channels:
      - {kind: appointment, minutes: 15}
      - {kind: call_back}
      - {kind: queue}
      - {kind: home_visit, minutes: 30}
      - {kind: help_here}
      - {kind: digital, url: "https://voorbeeld.nl/paspoort", digid: true}
  - slug: melding-openbare-ruimte
    domain: burgerzaken
    icon: campaign
    title: {nl: Iets melden, en: Report something}
    tagline: {nl: Kapotte lamp, en: Broken lamp}
    summary: {nl: Meld het., en: Report it.}
    audience: {nl: Voor iedereen, en: For everyone}
    cost: {nl: Niets, en: Nothing}
    duration: {nl: Kort, en: Short}
    channels: [{kind: form, form: report}]
"""

_REPORT = """
slug: report
version: 2
record: report
icon: campaign
title: {nl: Melding openbare ruimte, en: Report}
send: {nl: Versturen, en: Send}
thanks: {nl: Uw melding is binnen, en: We have your report}
what_next: {nl: We kijken ernaar., en: We will look at it.}
retention_days: 90
fields:
  - name: category
    kind: choice
    on_ticket: true
    question: {nl: "Wat wilt u melden?", en: "What is it?"}
    label: {nl: Soort, en: Kind}
    options:
      - {value: light, icon: lightbulb, label: {nl: Lantaarnpaal, en: Street light}}
      - {value: waste, icon: delete, label: {nl: Afval, en: Waste}}
  - name: village
    kind: village
    on_ticket: true
    question: {nl: "Waar?", en: "Where?"}
    label: {nl: Dorp, en: Village}
  - {name: text, kind: text, max_length: 20, question: {nl: "Wat?", en: "What?"}, label: {nl: Uitleg, en: Story}}
  - {name: hear, kind: yes_no, question: {nl: "Bericht?", en: "News?"}, label: {nl: Bericht, en: News}}
  - name: phone
    kind: phone
    personal: true
    required: false
    question: {nl: "Uw nummer?", en: "Your number?"}
    label: {nl: Telefoon, en: Phone}
    shown_if: {field: hear, is_one_of: ["yes"]}
"""

_CONTACT = """
slug: {slug}
version: 1
record: {slug}
icon: phone
title: {{nl: Contact, en: Contact}}
send: {{nl: Versturen, en: Send}}
thanks: {{nl: Dank u, en: Thank you}}
what_next: {{nl: We bellen u., en: We will call.}}
retention_days: 90
fields:
  {extra}
  - name: name
    kind: text
    personal: true
    question: {{nl: "Uw naam?", en: "Your name?"}}
    label: {{nl: Naam, en: Name}}
  - name: phone
    kind: phone
    personal: true
    question: {{nl: "Uw nummer?", en: "Number?"}}
    label: {{nl: Telefoon, en: Phone}}
"""

_SUBJECT = """- name: subject
    kind: text
    question: {nl: "Waarover?", en: "About?"}
    label: {nl: Onderwerp, en: Subject}"""


@cache
def content(language: str = "nl") -> Content:
    """The small town's content in `language`; the search finds every product whose slug has the word in it."""
    here = Path(__file__)
    catalogue = Catalogue([parse(_DOMAIN, here, Domain)])
    forms = {
        "report": parse(_REPORT, here, Form),
        "call-back": parse(_CONTACT.format(slug="call-back", extra=_SUBJECT), here, Form),
        "appointment": parse(_CONTACT.format(slug="appointment", extra=""), here, Form),
    }
    town = read_town(ASSETS_DIR / "demo" / "town.yaml")
    return Content(
        town=town,
        location=town.location("bibliotheek-nuth"),
        catalogue=catalogue,
        forms=forms,
        texts=read_texts(language),
        search=lambda query: [product.slug for product in catalogue.products if query.strip() in product.slug],
        public_url="https://info.voorbeeld.nl",
        now=lambda: NOW,
    )


def slots(*days: int) -> Slots:
    """Free times at 9:30 and 10:00 UTC on these days of November 2026."""
    offered = tuple(
        SlotDay(
            day=date(2026, 11, day),
            starts=tuple(datetime(2026, 11, day, 9, 30, tzinfo=UTC) + timedelta(minutes=30 * i) for i in range(2)),
        )
        for day in days
    )
    return Slots(product="paspoort", location="gemeentehuis", minutes=15, days=offered)
