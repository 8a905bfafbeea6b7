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
    town="Громада Воорбельд",
    what="Заява на паспорт",
    code="B207",
    qr="https://www.voorbeeld.example/n/7F3K2QWXYZ",
    qr_caption="Скануйте код, щоб бачити чергу",
    details=("Перед вами ще 3 людини", "23.11.2026 13:40"),
    checklist_title="Візьміть із собою",
    checklist=("Ваш старий паспорт", "Фотографія, не старша за 6 місяців", "Європейська картка здоров’я"),
    what_next="Ви можете почекати тут. Ґанок, їжак, щільник, пів’яблука.",
)
POLISH = Ticket(
    town="Gmina Voorbeeld",
    what="Zgłoszenie: zażółć gęślą jaźń",
    code="K7P 4XQ",
    qr="https://www.voorbeeld.example/r/K7P4XQ",
    qr_caption="Zeskanuj kod, żeby sprawdzić stan",
    details=("Uszkodzona latarnia", "Ćma, łódź, ślązak, źrebię"),
    checklist_title="Proszę wziąć ze sobą",
    checklist=("Dowód osobisty", "Zdjęcie nie starsze niż 6 miesięcy"),
    what_next="Zajrzymy tam w ciągu 5 dni roboczych. Proszę zachować ten wydruk.",
)
ENGLISH = Ticket(
    town="Municipality of Voorbeeld",
    what="Report about public space",
    code="K7P 4XQ",
    qr="https://www.voorbeeld.example/r/K7P4XQ",
    qr_caption="Scan the code to see how it is doing",
    details=("Street light broken", "Café ‘De Zón’ – naïve €5"),
    what_next="We look at it within 5 working days. Keep this ticket.",
)
LABEL = Ticket(
    town="Gemeente Voorbeeld",
    what="Label voor in het rek",
    code="K7P 4XQ",
    qr="infopunt:K7P4XQ",
    details=("Portemonnee of tas", "Bruin"),
    moment="23-11-2026 13:40",
    what_next="Plak dit op het voorwerp en leg het in de kast.",
)
BARE = Ticket(town="Voorbeeld", what="Paspoort aanvragen")
ALL = {
    "report": REPORT,
    "long": LONG,
    "english": ENGLISH,
    "arabic": ARABIC,
    "ukrainian": UKRAINIAN,
    "polish": POLISH,
    "label": LABEL,
    "bare": BARE,
}
