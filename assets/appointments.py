"""A town's own rules for appointments: until when they can be changed, and how officials travel."""

from typing import Annotated

from pydantic import Field

from assets.document import Document


class AppointmentRules(Document):
    """Until how long before its start an appointment can be moved, and cancelled, in minutes.

    A place that comes free in the last hour is hardly ever taken again; but a visitor who says at the last moment that
    he will not come still saves the official a wait. For a visit at home the journey there comes on top of both.

    So many days after an appointment nobody needs to know any more whose it was: name and contact are forgotten.
    """

    move_until_minutes: Annotated[int, Field(ge=0, le=7 * 24 * 60)] = 60
    cancel_until_minutes: Annotated[int, Field(ge=0, le=7 * 24 * 60)] = 0
    forget_contact_after_days: Annotated[int, Field(ge=1, le=365)] = 7


class HomeVisits(Document):
    """How long an official is on the road to a visitor's village.

    As the crow flies from village to village, times `detour` (roads bend), at `speed_kmh`, and `margin_minutes` on top
    for finding the door and parking.
    """

    speed_kmh: Annotated[float, Field(gt=0, le=130)] = 40.0
    detour: Annotated[float, Field(ge=1, le=5)] = 1.3
    margin_minutes: Annotated[int, Field(ge=0, le=120)] = 5
