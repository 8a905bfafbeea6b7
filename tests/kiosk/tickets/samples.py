"""Tickets that are hard to print: long, short, in other scripts."""

from kiosk.tickets.ticket import Ticket

REPORT = Ticket(
    town="Gemeente Voorbeeld",
    what="Melding openbare ruimte",
    code="K7P 4XQ",
    qr="https://www.voorbeeld.example/melding/K7P4XQ",
    qr_caption="Scan de code om te zien hoe het ermee staat",
    details=("Lantaarnpaal kapot", "Dorpsstraat, Voorbeeld", "23-11-2026 13:40"),
    what_next="We kijken er binnen 5 werkdagen naar. Bewaar deze bon.",
)
LONG = Ticket(
    town="Gemeente Voorbeeld",
    what="Aanvraag gehandicaptenparkeerplaatsvergunning",
    code="A12",
    details=("Gemeentehuis, Raadhuisplein 1", "dinsdag 24 november om 14:30 uur"),
    checklist_title="Neem mee",
    checklist=(
        "Uw identiteitsbewijs",
        "Een pasfoto van niet ouder dan 6 maanden",
        "Arbeidsongeschiktheidsverzekeringsmaatschappijverklaring van uw werkgever",
        "Het formulier, volledig ingevuld en ondertekend door uzelf en door uw huisarts",
    )
    * 3,
    what_next="Komt u niet? Bel ons dan op 088 450 2000 of kom langs, zodat iemand anders uw plek krijgt.",
)
ARABIC = Ticket(
    town="بلدية",
    what="موعد: جواز سفر",
    code="A12",
    qr="https://www.voorbeeld.example/afspraak/7F3K2QWXYZ",
    qr_caption="امسح الرمز عند الوصول",
    details=("الثلاثاء 24 نوفمبر الساعة 14:30",),
    checklist_title="أحضر معك",
    checklist=("جواز سفرك القديم", "صورة شخصية"),
    what_next="اتصل بنا على الرقم 088 450 2000",
    direction="rtl",
)
UKRAINIAN = Ticket(
    town="Voorbeeld", what="Паспорт / zażółć gęślą jaźń", code="B207", what_next="Ви можете почекати тут."
)
BARE = Ticket(town="Voorbeeld", what="Paspoort aanvragen")
ALL = {"report": REPORT, "long": LONG, "arabic": ARABIC, "ukrainian": UKRAINIAN, "bare": BARE}
