"""A small feed of our own, and everything that can be wrong with it."""

from dataclasses import dataclass

FEED = """<?xml version="1.0" encoding="utf-8"?>
<p:scproducten xmlns:p="http://standaarden.overheid.nl/product/terms/" xmlns:dcterms="http://purl.org/dc/terms/"
  xmlns:overheid="http://standaarden.overheid.nl/owms/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <p:scproduct owms-version="4.0">
    <p:meta>
      <p:owmskern>
        <dcterms:identifier>https://dorp.example/producten/vijver</dcterms:identifier>
        <dcterms:title>Vijver aanleggen</dcterms:title>
        <dcterms:language>nl</dcterms:language>
        <dcterms:type scheme="overheid:Informatietype">productbeschrijving</dcterms:type>
        <dcterms:modified>2026-10-01</dcterms:modified>
        <dcterms:spatial scheme="overheid:Gemeente" resourceIdentifier="https://dorp.example/id">Dorp</dcterms:spatial>
        <overheid:authority scheme="overheid:Gemeente" resourceIdentifier="https://dorp.example/id">Dorp</overheid:authority>
      </p:owmskern>
      <p:owmsmantel>
        <dcterms:audience scheme="overheid:Doelgroep">particulier</dcterms:audience>
        <dcterms:subject>tuin</dcterms:subject>
        <dcterms:subject>water</dcterms:subject>
        <dcterms:abstract>U wilt een vijver in uw tuin. Soms is daar een vergunning voor nodig.</dcterms:abstract>
      </p:owmsmantel>
      <p:scmeta>
        <p:productID>17</p:productID>
        <p:onlineAanvragen>digid</p:onlineAanvragen>
        <p:aanvraagURL resourceIdentifier="https://dorp.example/formulier/vijver"/>
        <p:eenmaligAanmelden>nee</p:eenmaligAanmelden>
        <p:uniformeProductnaam scheme="overheid:UniformeProductnaam" resourceIdentifier="https://upl.example/vijver">vijver</p:uniformeProductnaam>
      </p:scmeta>
    </p:meta>
    <p:body><p:productHTML>Meer over vijvers.</p:productHTML></p:body>
  </p:scproduct>
  <p:scproduct owms-version="4.0">
    <p:meta>
      <p:owmskern>
        <dcterms:identifier>https://dorp.example/producten/schommel</dcterms:identifier>
        <dcterms:title>Schommel op het plein</dcterms:title>
        <dcterms:language>nl</dcterms:language>
        <dcterms:type scheme="overheid:Informatietype">productbeschrijving</dcterms:type>
        <dcterms:modified>2026-10-02T09:30:00</dcterms:modified>
      </p:owmskern>
    </p:meta>
    <p:body/>
  </p:scproduct>
</p:scproducten>
"""


@dataclass(frozen=True)
class Change:
    """One change of FEED: `old` becomes `new` (once), and the standard then takes it or not."""

    name: str
    old: str
    new: str
    valid: bool

    @property
    def feed(self) -> str:
        assert self.old in FEED, self.name
        return FEED.replace(self.old, self.new, 1)


_IDENTIFIER = "https://dorp.example/producten/vijver<"
_MODIFIED = "2026-10-01"
_LANGUAGE = "<dcterms:language>nl</dcterms:language>"
_TITLE = "<dcterms:title>Vijver aanleggen</dcterms:title>"
_SPATIAL = '<dcterms:spatial scheme="overheid:Gemeente"'
_AUTHORITY = "<overheid:authority"
_AUDIENCE = '<dcterms:audience scheme="overheid:Doelgroep">particulier</dcterms:audience>'
_DOELGROEP = 'scheme="overheid:Doelgroep"'
_ABSTRACT = "<dcterms:abstract>U wilt een vijver in uw tuin. Soms is daar een vergunning voor nodig.</dcterms:abstract>"
_PRODUCT_ID = "<p:productID>17</p:productID>"
_ONLINE = "<p:onlineAanvragen>digid</p:onlineAanvragen>"
_FORM = '<p:aanvraagURL resourceIdentifier="https://dorp.example/formulier/vijver"/>'
_UPL_SCHEME = 'scheme="overheid:UniformeProductnaam"'
_UPL_URI = 'resourceIdentifier="https://upl.example/vijver"'
_BODY = "<p:body/>"
_PERIOD = "<dcterms:temporal>{}</dcterms:temporal>" + _AUTHORITY

CHANGES = [
    Change("nothing changed", _LANGUAGE, _LANGUAGE, True),
    # Elements: there, in their order, not too often.
    Change(
        "no identifier", "<dcterms:identifier>https://dorp.example/producten/vijver</dcterms:identifier>", "", False
    ),
    Change("no title", _TITLE, "", False),
    Change("two titles", _TITLE, _TITLE * 2, False),
    Change("no language", _LANGUAGE, "", False),
    Change("two languages", _LANGUAGE, _LANGUAGE * 2, True),
    Change("title after language", f"{_TITLE}\n        {_LANGUAGE}", f"{_LANGUAGE}{_TITLE}", False),
    Change("no modified", f"<dcterms:modified>{_MODIFIED}</dcterms:modified>", "", False),
    Change("three audiences", _AUDIENCE, _AUDIENCE * 3, False),
    Change("two audiences", _AUDIENCE, _AUDIENCE * 2, True),
    Change("no audience", _AUDIENCE, "", False),
    Change("no abstract", _ABSTRACT, "", False),
    Change("no product id", _PRODUCT_ID, "", False),
    Change("no onlineAanvragen", _ONLINE, "", False),
    Change("no form", _FORM, "", True),
    Change("two forms", _FORM, _FORM * 2, False),
    Change("no body", _BODY, "", False),
    Change("unknown element", _ONLINE, f"{_ONLINE}<p:kosten>5</p:kosten>", False),
    Change("element of no namespace", _ONLINE, f"{_ONLINE}<kosten>5</kosten>", False),
    Change("subject after abstract", _ABSTRACT, f"{_ABSTRACT}<dcterms:subject>vis</dcterms:subject>", False),
    Change("text between elements", "<p:owmskern>", "<p:owmskern>zomaar", False),
    Change("text in body", _BODY, "<p:body>zomaar</p:body>", False),
    Change("HTML as text", _BODY, "<p:body><p:productHTML>&lt;p&gt;vijver&lt;/p&gt;</p:productHTML></p:body>", True),
    Change(
        "HTML as elements",
        _BODY,
        '<p:body><p:productHTML><p xmlns="http://www.w3.org/1999/xhtml">vijver</p></p:productHTML></p:body>',
        False,
    ),
    Change("element inside text", "Vijver aanleggen", "Vijver <b/>aanleggen", False),
    Change("comment inside text", "Vijver aanleggen", "Vijver <!-- groot --> aanleggen", True),
    Change("nothing but a comment", "Vijver aanleggen", "<!-- niets -->", False),
    Change("processing instruction", _BODY, "<p:body><?iets hier?></p:body>", True),
    # Texts.
    Change("empty title", "Vijver aanleggen", "", False),
    Change("title of one space", "Vijver aanleggen", " ", True),
    Change("empty subject", ">tuin<", "><", True),
    Change("empty product id", ">17<", "><", True),
    Change("online: maybe", ">digid<", ">misschien<", False),
    Change("online: space after", ">digid<", ">ja <", False),
    Change("online: nee", ">digid<", ">nee<", True),
    Change("single sign-on: digid", ">nee<", ">digid<", False),
    Change("single sign-on: digi-d", ">nee<", ">digi-d<", True),
    Change("another type", ">productbeschrijving<", ">vergunning<", False),
    Change("type with a space", ">productbeschrijving<", "> productbeschrijving<", False),
    Change("language in words", ">nl<", ">nederlands<", False),
    Change("language with underscore", ">nl<", ">nl_NL<", False),
    Change("language of a region", ">nl<", "> nl-NL <", True),
    *[
        Change(f"modified {value!r}", _MODIFIED, value, valid)
        for value, valid in [
            ("2026-02-30", False),
            ("2024-02-29", True),
            ("1900-02-29", False),
            ("01-10-2026", False),
            ("2026-10", False),
            ("2026-10-01Z", True),
            ("2026-10-01+14:01", False),
            ("2026-10-01T24:00:00", True),
            ("2026-10-01T24:00:01", False),
            ("2026-10-01T10:00", False),
            ("2026-10-01T10:00:00.5+02:00", True),
            ("2026-10-01 10:00:00", False),
            ("12026-10-01", True),
            ("02026-10-01", False),
            ("0000-10-01", False),
            ("-0001-10-01", True),
            ("", False),
            (" 2026-10-01 ", True),
        ]
    ],
    *[
        Change(f"identifier {value!r}", _IDENTIFIER, f"{value}<", valid)
        for value, valid in [
            ("", False),
            ("   ", False),
            ("a b", True),
            ("http://é.example/", True),
            ("http://dorp.example/%zz", False),
            ("http://[dorp", False),
            ("http://[::1]/", True),
            ("http://dorp:tachtig/", False),
            ("http://dorp:80:90/", False),
            ("::", False),
            ("1:2", False),
            ("#een#twee", False),
            ("mailto:balie@dorp.example", True),
        ]
    ],
    # Attributes.
    Change("no version", 'owms-version="4.0"', "", False),
    Change("another version", 'owms-version="4.0"', 'owms-version="3.5"', False),
    Change("version with spaces", 'owms-version="4.0"', 'owms-version=" 4.0 "', True),
    Change("unknown attribute", "<dcterms:identifier>", '<dcterms:identifier lang="nl">', False),
    Change("attribute of the root", "<p:scproducten ", '<p:scproducten versie="1" ', False),
    Change("place of the schema", "<p:scproducten ", '<p:scproducten xsi:schemaLocation="a b" ', True),
    Change("language of a title", "<dcterms:title>", '<dcterms:title xml:lang="nl">', True),
    Change("empty language of a title", "<dcterms:title>", '<dcterms:title xml:lang="">', False),
    Change("nothing there", "<dcterms:title>", '<dcterms:title xsi:nil="true">', False),
    Change("no scheme", _SPATIAL, "<dcterms:spatial", False),
    Change("place without URI", _SPATIAL + ' resourceIdentifier="https://dorp.example/id"', _SPATIAL, False),
    Change("another list of places", _SPATIAL, '<dcterms:spatial scheme="overheid:Dorp"', False),
    Change("an organisation as place", _SPATIAL, '<dcterms:spatial scheme="overheid:Ministerie"', False),
    Change("scheme without prefix", _SPATIAL, '<dcterms:spatial scheme="Gemeente"', False),
    Change("scheme with an unknown prefix", _SPATIAL, '<dcterms:spatial scheme="iets:Gemeente"', False),
    Change(
        "scheme with another prefix for OWMS",
        _SPATIAL,
        '<dcterms:spatial xmlns:o="http://standaarden.overheid.nl/owms/terms/" scheme="o:Gemeente"',
        True,
    ),
    Change(
        "OWMS prefix for something else",
        _SPATIAL,
        '<dcterms:spatial xmlns:overheid="https://dorp.example/" scheme="overheid:Gemeente"',
        False,
    ),
    Change("audience of any list", _DOELGROEP, 'scheme="overheid:Anders"', True),
    Change("audience of a list in small letters", _DOELGROEP, 'scheme="overheid:anders"', False),
    Change("audience of a list with one letter", _DOELGROEP, 'scheme="overheid:A"', False),
    Change("audience of no list", _DOELGROEP, "", True),
    Change("form without address", _FORM, "<p:aanvraagURL/>", False),
    Change("form with empty address", _FORM, '<p:aanvraagURL resourceIdentifier=""/>', True),
    Change("uniform name of no list", _UPL_SCHEME, "", True),
    Change("uniform name of another list", _UPL_SCHEME, 'scheme="overheid:Gemeente"', False),
    Change("uniform name without URI", _UPL_URI, "", True),
    Change("uniform name with empty URI", _UPL_URI, 'resourceIdentifier=""', False),
    Change("uniform name without name", ">vijver<", "><", False),
    # The period: its parts have no namespace, and known elements of other namespaces may follow.
    Change("period", _AUTHORITY, _PERIOD.format("<start>2026-01-01</start><end>2026-12-31</end>"), True),
    Change("period without start", _AUTHORITY, _PERIOD.format("<end>2026-12-31</end>"), False),
    Change("period with namespace", _AUTHORITY, _PERIOD.format("<dcterms:start>2026-01-01</dcterms:start>"), False),
    Change(
        "period and a short title",
        _AUTHORITY,
        _PERIOD.format("<start>2026-01-01</start><overheid:abbreviation>vijver</overheid:abbreviation>"),
        True,
    ),
    Change(
        "period and something unknown",
        _AUTHORITY,
        _PERIOD.format("<start>2026-01-01</start><overheid:onbekend>vijver</overheid:onbekend>"),
        False,
    ),
    Change(
        "author of a list that is not allowed",
        "<dcterms:modified>",
        '<dcterms:creator scheme="overheid:Politiekorps" resourceIdentifier="a">Ik</dcterms:creator><dcterms:modified>',
        False,
    ),
    Change(
        "author",
        "<dcterms:modified>",
        '<dcterms:creator scheme="overheid:AndereOrganisatie" resourceIdentifier="a">Ik</dcterms:creator>'
        "<dcterms:modified>",
        True,
    ),
]
