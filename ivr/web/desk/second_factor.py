"""The second factor for Flask-Security: each code of an authenticator once, and recovery codes kept as hashes."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Sequence

import structlog
from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, session
from flask_security import MfRecoveryCodesUtil, Totp, UserMixin
from passlib.totp import TokenError

from ivr.desk.signing_in.second_factor import are_good, mark_of, new_recovery_codes, take_code
from ivr.web.desk import access

PERIOD = 30  # seconds that a code is for (RFC 6238)
WINDOW = 30  # seconds by which a telephone's clock may be wrong
KEY_CHANGED = "IVR_SECRET_KEY is not the one that authenticators were set up with: `ivr staff password --new-device`."

log = structlog.get_logger()


def key_ring(secret: str) -> dict[str, str]:
    """The key that keeps authenticators' keys, by a name of its own: with another one, they are known to be lost."""
    return {hashlib.sha256(secret.encode()).hexdigest()[:12]: secret}


def _seal() -> Fernet:
    """What keeps codes in a cookie unreadable, also for whoever copies it, by a key of its own."""
    key = hashlib.sha256(f"desk recovery codes {current_app.secret_key!s}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class OnceTotp(Totp):
    """Codes of authenticator apps, of which none is taken twice (RFC 6238, section 5.2)."""

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        """Whether this is the code of this moment, and nobody has used it or a later one before."""
        del window
        # A new authenticator begins anew, and its first code must not sign anybody in again.
        fresh = totp_secret != user.tf_totp_secret
        used = None if fresh else user.row.totp_counter  # type: ignore[attr-defined]
        try:
            found = self._totp.verify(token, totp_secret, window=WINDOW, last_counter=used)
        except TokenError:
            return False
        except LookupError:
            log.error("signing-in.key-changed", says=KEY_CHANGED)  # noqa: TRY400 - the sentence says it all
            return False
        return take_code(access.desk(), user.row.person, found.counter, fresh=fresh)  # type: ignore[attr-defined]

    def was_used(self, token: str, totp_secret: str) -> bool:
        """Whether a code that was refused is one of this moment: then it, or a later one, was used before."""
        try:
            self._totp.verify(token, totp_secret, window=WINDOW)
        except (TokenError, LookupError):
            return False
        return True

    def to_scan(self, totp_secret: str, user: UserMixin) -> dict[str, str]:
        """What the page of a new authenticator shows: the picture, and the key for whoever cannot scan it."""
        values = self.fetch_setup_values(totp_secret, user)
        return {
            "authr_qrcode": values["image"],
            "authr_key": values["key"],
            "authr_username": values["username"],
            "authr_uri": values["uri"],
        }

    def unused_code(self, totp_secret: str, last: int) -> tuple[str, int]:
        """The first code that was not used yet, and in how many seconds it can be; for a demo, which shows it.

        Raises:
            LookupError: the key of the line is another one than when the authenticator was set up.
        """
        source = self._totp.from_source(totp_secret)
        now = int(time.time())
        counter = max(now // PERIOD, last + 1)
        return str(source.generate(counter * PERIOD).token), max(0, counter * PERIOD - WINDOW - now)


class OwnRecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes that are kept as hashes: shown when they are made, until they are noted, and never again."""

    def create_recovery_codes(self, user: UserMixin) -> list[str]:
        """New ones for somebody, which their browser keeps sealed until they say that they have written them down."""
        return self._keep_sealed(user, new_recovery_codes(access.desk(), user.person.id))  # type: ignore[attr-defined]

    def get_recovery_codes(self, user: UserMixin) -> list[str]:
        """None: only their hashes are kept."""
        del user
        return []

    def shown(self, user: UserMixin) -> list[str]:
        """Those that somebody was shown in this session and has not noted yet; none where others were made since.

        Whoever is due to have codes and has none gets their first ones, of which none can become void here: where a
        page that was asked for at the same time has them, or was lost with them, there are none until new ones are
        asked for.
        """
        sealed = session.get(access.CODES_DUE)
        if sealed is True and not user.mf_recovery_codes:
            made = new_recovery_codes(access.desk(), user.person.id, first=True)  # type: ignore[attr-defined]
            return self._keep_sealed(user, made) if made else []
        if not isinstance(sealed, str):
            return []
        try:
            whose, *codes = _seal().decrypt(sealed.encode()).decode().split(" ")
        except InvalidToken:
            whose, codes = "", []
        if whose == user.fs_uniquifier and are_good(access.desk(), user.person.id, codes):  # type: ignore[attr-defined]
            return codes
        if session.get(access.FIRST_CODES):
            session[access.CODES_DUE] = True  # the last step of setting up is not done
        else:
            session.pop(access.CODES_DUE)
        return []

    def _keep_sealed(self, user: UserMixin, made: Sequence[str]) -> list[str]:
        session.pop(access.CONFIRMED, None)
        session[access.CODES_DUE] = _seal().encrypt(" ".join((user.fs_uniquifier, *made)).encode()).decode()
        return list(made)

    def mark(self, codes: Sequence[str]) -> str:
        """What the page of these codes says which of them it shows, for "I have written them down"."""
        return mark_of(access.by(), codes)

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        """The form has used it up already, in one step with looking whether it is one."""
        del user, code
        return True
