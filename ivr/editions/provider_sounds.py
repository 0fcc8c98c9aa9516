"""Sounds of the provider's own voice: the words for it, frozen into the edition; nothing is rendered."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile

from ivr.audio.order import Order
from ivr.audio.sound_cache import SoundCache
from ivr.audio.telephone import HERTZ
from ivr.content.model import Pace, Sound
from ivr.content.provider_voice import WAIT, provider_words
from ivr.content.voice_names import VoiceName
from ivr.editions.layout import Key
from ivr.errors import RenderError

PROVIDER = "provider"


def provider_sounds(orders: Iterable[Order], name: VoiceName, cache: Path) -> dict[Key, Sound]:
    """What the provider says for each order.

    Raises:
        RenderError: a prompt has no words, or the silence between words could not be written.
    """
    made: dict[Key, Sound] = {}
    try:
        kept = SoundCache(cache)
        for order in orders:
            prompt, language, pace = order.key
            found = provider_words(order.spoken, language, order.said_at, name)
            if not found.said.words:
                raise RenderError(f"{prompt} ({language}, {pace}): There is nothing to say.")
            file = _silence(kept, found.wait_ms) if WAIT in found.said.words else ""
            made[prompt, language, Pace(pace)] = Sound(file, found.seconds, PROVIDER, found.said)
    except OSError as error:
        raise RenderError(f"Sounds could not be written to {cache}: {error.strerror or error}.") from error
    return made


def _silence(cache: SoundCache, ms: int) -> str:
    """The file of a silence, made once."""
    inputs = f"silence-{ms}"
    found = cache.find(inputs)
    if found is None:
        file = io.BytesIO()
        soundfile.write(file, np.zeros(HERTZ * ms // 1000), HERTZ, format="WAV", subtype="ULAW")
        found = cache.keep(inputs, file.getvalue(), ms / 1000)
    return found.file
