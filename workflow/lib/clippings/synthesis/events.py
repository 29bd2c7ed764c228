"""What photographs were sent over the wire for: kinds of events, and the sentences that report them.

Each event has four sentences: what the picture shows, what happened, who was there, what lies behind it. Each
sentence has several wordings, since desks rewrote one another's copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from clippings.synthesis.nature_events import AQUARIUM, ARRIVAL, CENSUS, FAIR, OUTDOORS
from clippings.synthesis.town_events import CONCERT, EXHIBIT, POWER, REPAIRS, THEFT, VISIT

Wordings = tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """The headlines and sentences of one kind of event, each in several wordings."""

    headlines: Wordings
    shown: Wordings
    happened: Wordings
    people: Wordings
    behind: Wordings


EVENTS: Mapping[str, tuple[Event, ...]] = {
    "animal": (Event(*ARRIVAL), Event(*CENSUS)),
    "farm": (Event(*FAIR),),
    "monument": (Event(*VISIT), Event(*REPAIRS)),
    "fish": (Event(*AQUARIUM),),
    "goods": (Event(*EXHIBIT),),
    "tool": (Event(*EXHIBIT), Event(*THEFT)),
    "power": (Event(*POWER),),
    "mill": (Event(*REPAIRS), Event(*POWER)),
    "music": (Event(*CONCERT),),
    "landscape": (Event(*OUTDOORS),),
}
