"""What ties and unranked items may be read as."""

from typing import Literal

__all__ = ["Missing", "MissingPoints", "MissingRank", "Ties"]

#: What items get that share places.
Ties = Literal["average", "min", "max"]
#: What Borda gives an unranked item.
Missing = Literal["below", "absent", "average", "zero_points", "compatible"]
#: What any other points for places give it.
MissingPoints = Literal["below", "average", "zero_points"]
#: The normalised rank of an unranked item.
MissingRank = Literal["below", "absent", "last", "list_length"]
