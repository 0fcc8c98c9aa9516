"""What publishing would do now: what changes for callers, who answers for it, what stays behind, what is in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ivr.audio.take_table import script_hash
from ivr.content.model import Content, Kind, Language, PromptId, Severity
from ivr.content.prompts import prompts
from ivr.content.signed import SignedWords
from ivr.desk.approving.signatures import Item, signatures
from ivr.desk.approving.standing import Approved, Standing, standings
from ivr.desk.desk import Desk, current
from ivr.desk.edition_recordings import recordings
from ivr.desk.naming.names import prompt_name
from ivr.desk.next_edition import nobody_dialed
from ivr.desk.publishing import mark_of, signed_alone, with_approved
from ivr.desk.read_once import content_of, problems_of, unsigned
from ivr.desk.rendered import Rendered, sounds_of_all
from ivr.desk.takes import ApprovedTake, TakeStanding, take_standings
from ivr.desk.views.effects import Effect, Sense, dialed, effects
from ivr.editions.stored import Stored
from ivr.editions.takes import menu_of
from ivr.errors import DeskError

Key = tuple[PromptId, Language]
# Checking every rule and bringing an edition in, seen with the shipped words on two cores; and how much faster than
# it is heard a voice of this program speaks there, at the least.
STEADY_SECONDS, TIMES_FASTER = 4.0, 3.0


class Mend(StrEnum):
    """Where somebody can do something about what is in the way."""

    SIGN = "sign"
    DIAL = "dial"
    LOOK = "look"


@dataclass(frozen=True)
class Obstacle:
    """A sentence that says why nothing can be published, and where that is mended."""

    says: str
    mend: Mend


@dataclass(frozen=True)
class Voice:
    """A prompt that another voice says: a person's recording comes, or falls silent because its words change.

    Attributes:
        prompt, language, called: which.
        take: the recording that comes; None where one falls silent and a machine speaks until somebody records it.
        lacking: other choices of its menu that nobody has recorded: until then a machine says them all.
    """

    prompt: PromptId
    language: Language
    called: str
    take: ApprovedTake | None
    lacking: Sequence[str] = ()


@dataclass(frozen=True)
class Ahead:
    """What the next edition would be.

    Attributes:
        edition: the published one, from which it would be made.
        mark: changes whenever anything of this does; what somebody has seen is told by it.
        drafts, takes: what is approved and would be published.
        signed: published words that would be signed as they are.
        effects: what callers hear and read otherwise.
        dialed: whom the line rings otherwise, a sentence each.
        voices: who is heard otherwise.
        behind: drafts that stay behind, and why.
        takes_behind: recordings that do.
        obstacles: what is in the way of all of it.
        seconds: about how long it takes, and how many sounds are still to be made.
        to_make: how many prompts have no sound yet.
    """

    edition: int
    mark: str
    drafts: tuple[Approved, ...]
    takes: tuple[ApprovedTake, ...]
    signed: tuple[Item, ...]
    effects: tuple[Effect, ...]
    dialed: tuple[str, ...]
    voices: tuple[Voice, ...]
    behind: tuple[Standing, ...]
    takes_behind: tuple[TakeStanding, ...]
    obstacles: tuple[Obstacle, ...]
    seconds: float
    to_make: int

    @property
    def ready(self) -> bool:
        """Whether there is anything to publish."""
        return bool(self.drafts or self.takes or self.signed)


def ahead(desk: Desk) -> Ahead:
    """What publishing would do now; raises DeskError (nothing was ever published), StoreError, EditionError."""
    base, words, handed_in = current(desk), standings(desk), take_standings(desk)
    drafts = tuple(each.approved for each in words if each.approved)
    takes = tuple(each.approved for each in handed_in if each.approved)
    signed = signatures(desk)
    files, obstacles = _next(desk, base, drafts, signed)
    before, after = content_of(base.content), content_of(files)
    changed = effects(before, after)
    to_make = _to_make(desk, changed, drafts, takes)
    return Ahead(
        edition=base.number,
        mark=mark_of(base, drafts, takes, signed),
        drafts=drafts,
        takes=takes,
        signed=signed_alone(base.content, drafts, signed),
        effects=changed,
        dialed=dialed(before, after),
        voices=tuple(_voices(desk, base, (before, after), takes)),
        behind=tuple(each for each in words if not each.approved),
        takes_behind=tuple(each for each in handed_in if not each.approved),
        obstacles=tuple(obstacles),
        seconds=STEADY_SECONDS + sum(each.size_after for each in to_make) * 2 / TIMES_FASTER,  # at both paces
        to_make=len(to_make),
    )


def _next(
    desk: Desk, base: Stored, drafts: Sequence[Approved], signed: Mapping[Item, SignedWords]
) -> tuple[Mapping[str, bytes], list[Obstacle]]:
    """The words of the next edition, and what is in its way; the published ones where it cannot be put together."""
    try:
        files: Mapping[str, bytes] = with_approved(base.content, drafts, signed)
    except DeskError as problem:
        return base.content, [Obstacle(says, Mend.LOOK) for says in str(problem).split("\n")]
    broken = [each for each in problems_of(files) if each.severity is Severity.ERROR] if drafts else []
    return files, [*(Obstacle(each.says, Mend.LOOK) for each in broken), *_obstacles(desk, files)]


def _obstacles(desk: Desk, files: Mapping[str, bytes]) -> Iterator[Obstacle]:
    """What a line in production does not publish (design section 5); a demo publishes everything."""
    if not desk.production:
        return
    lacking = len(unsigned(files))
    if lacking:
        yield Obstacle(
            f"This line publishes signed words only, and {_counted(lacking, 'piece')} of its words "
            f"{'is' if lacking == 1 else 'are'} not signed by anybody yet.",
            Mend.SIGN,
        )
    if nobody := nobody_dialed(files):
        yield Obstacle(nobody, Mend.DIAL)


def _to_make(
    desk: Desk, changed: Sequence[Effect], drafts: Sequence[Approved], takes: Sequence[ApprovedTake]
) -> list[Effect]:
    """What must be spoken by a voice of ours and was not spoken yet for anybody who wanted to hear it before."""
    spoken = {(each.take.prompt, each.take.language) for each in takes}
    for found in sounds_of_all(desk, [each.draft.id for each in drafts]).values():
        spoken |= {key[:2] for key in found.sounds} if isinstance(found, Rendered) else set()
    heard = [each for each in changed if each.sense is Sense.HEARD and each.after]
    return [each for each in heard if (each.id, each.language) not in spoken]


def _voices(
    desk: Desk, base: Stored, contents: tuple[Content, Content], takes: Sequence[ApprovedTake]
) -> Iterator[Voice]:
    before, after = contents
    recorded = {key: take.script for key, take in recordings(desk, base).items()}
    new = {(each.take.prompt, each.take.language): each for each in takes}
    old_scripts = {(each.id, each.language): script_hash(each.script) for each in prompts(before)}
    known = {(each.id, each.language): each for each in prompts(after)}
    good = {key for key, each in known.items() if recorded.get(key) == script_hash(each.script)} | set(new)
    menus: dict[tuple[str, Language], list[str]] = {}
    for key, each in known.items():
        if each.kind is Kind.CHOICE and key not in good:
            menus.setdefault((menu_of(each), each.language), []).append(prompt_name(after, each))
    for key, each in known.items():
        called = prompt_name(after, each)
        if key in new:
            lacking = menus.get((menu_of(each), each.language), []) if each.kind is Kind.CHOICE else []
            yield Voice(*key, called, new[key], lacking)
        elif recorded.get(key, "") == old_scripts.get(key) and key not in good:
            yield Voice(*key, called, None)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
