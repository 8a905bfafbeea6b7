"""How much a terminal may promise by itself while the central cannot be asked (town.yaml, `lending`)."""

from typing import Annotated

from pydantic import Field

from assets.document import Document


class Lending(Document):
    """What the central lends a terminal, from what people do there.

    A terminal is lent as many places in the agenda as are made there in `cover_days`, but from `slots_at_least` to
    `slots_at_most`, within the next `horizon_days`, of `slot_minutes` each; all terminals together never more than
    `day_share` of what a day has, so that whoever books online has a choice. And as many numbers of each service, from
    `numbers_at_least` to `numbers_at_most`. What people do is counted over `look_back_days`. More is lent when no more
    than the part `low_water` is left.
    """

    slots_at_least: Annotated[int, Field(ge=0, le=100)] = 4
    slots_at_most: Annotated[int, Field(ge=0, le=100)] = 12
    numbers_at_least: Annotated[int, Field(ge=0, le=200)] = 10
    numbers_at_most: Annotated[int, Field(ge=0, le=200)] = 60
    low_water: Annotated[float, Field(ge=0, lt=1)] = 0.5
    look_back_days: Annotated[int, Field(ge=1, le=365)] = 28
    cover_days: Annotated[int, Field(ge=1, le=14)] = 2
    horizon_days: Annotated[int, Field(ge=1, le=28)] = 10
    slot_minutes: Annotated[int, Field(ge=5, le=240, multiple_of=5)] = 30
    day_share: Annotated[float, Field(gt=0, le=1)] = 0.25
