"""What delivery.yaml says about an Open Klant."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from assets.words import Slug
from sync.central.connectors.target_settings import HttpTarget

Words50 = Annotated[str, StringConstraints(min_length=1, max_length=50)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", max_length=200)]


class OpenKlantSettings(HttpTarget):
    """Open Klant 2. `url` ends in /klantinteracties/api/v1; `secret_file` has the token.

    `channel` is what is called `kanaal` there. `actors` says who gets the task for a kind of record, `actor` who gets
    it for the others; without an actor, no task is made. `register_code` and `object_type` are how the subject of a
    contact is known as one of ours; its id there is the visitor's code.
    """

    system: Literal["open_klant"]
    channel: Words50 = "informatiezuil"
    confidential: bool = True
    actor: UUID | None = None
    actors: dict[Slug, UUID] = Field(default_factory=dict)
    register_code: Code = "infopunt"
    object_type: Code = "infopuntmelding"

    def actor_for(self, kind: str) -> UUID | None:
        """Who gets the task for a record of this kind."""
        return self.actors.get(kind, self.actor)

    def every_actor(self) -> dict[UUID, str]:
        """Each actor that is named, and for which kinds."""
        named: dict[UUID, list[str]] = {self.actor: ["every other kind"]} if self.actor else {}
        for kind, actor in self.actors.items():
            named.setdefault(actor, []).append(kind)
        return {actor: ", ".join(kinds) for actor, kinds in named.items()}
