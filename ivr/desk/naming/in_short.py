"""What drafts do, in a few words for the list of editions: "CancerCare: new number", and how many other places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ivr.desk.naming.called import Names
from ivr.store.drafts import Draft

_SERVICE = re.compile(r"resource\.(.+)\.(number|hours)")


def in_short(named: Names, drafts: Sequence[Draft]) -> list[str]:
    """What they do: each service's new number or hours, with all that changes along with it; then the rest."""
    told, left = [], list(drafts)
    for each in sorted(drafts, key=lambda draft: not draft.item.endswith(".number")):
        found = _SERVICE.fullmatch(each.item)
        if found and each in left:
            act = [draft for draft in drafts if (draft.author, draft.made_at) == (each.author, each.made_at)]
            what = [
                name
                for name in ("number", "hours")
                if any(draft.item == f"resource.{found[1]}.{name}" for draft in act)
            ]
            told.append(f"{named.service(found[1])}: new {' and '.join(what)}")
            left = [draft for draft in left if draft not in act]
    if len(left) == 1:
        told.append(f"New words: {named.item(left[0].item, left[0].language)}")
    elif left:
        told.append(f"New words in {len(left)} places")
    return told
