"""Flask-Security's view of the staff: accounts in our own tables, roles and endings as the staff list has them now."""

from __future__ import annotations

from dataclasses import replace

from flask_security import RoleMixin, UserMixin
from flask_security.datastore import UserDatastore

from ivr.desk.desk import Desk
from ivr.desk.signing_in.accounts import Found, change, of_person, of_session
from ivr.store.accounts import AccountRow
from ivr.store.people import Person


class StaffRole(RoleMixin):
    """A role by its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.permissions = None


class Account(UserMixin):
    """One of the staff, signing in or signed in; Flask-Security reads and sets these attributes."""

    fs_uniquifier = ""  # it looks for these at the class
    username = ""
    tf_totp_secret: str | None = None
    tf_primary_method: str | None = None
    mf_recovery_codes: list[str] | None = None

    def __init__(self, person: Person, row: AccountRow) -> None:
        self.person = person
        self.row = row
        self.username = person.id
        self.password: str | None = row.password or None
        self.active = not person.ended
        self.fs_uniquifier = row.uniquifier
        self.roles = [StaffRole(name) for name in sorted(person.roles)]
        self.tf_totp_secret = row.totp or None
        self.tf_primary_method = "authenticator" if row.totp else None
        self.mf_recovery_codes = list(row.recovery)

    @classmethod
    def of(cls, found: Found | None) -> Account | None:
        """The account of somebody who was found."""
        return cls(*found) if found else None

    def as_row(self) -> AccountRow:
        """The account as it is to be written down: only this is ever changed by Flask-Security's own views."""
        totp = self.tf_totp_secret or "" if self.tf_primary_method else ""
        return replace(self.row, uniquifier=self.fs_uniquifier, totp=totp)


class Accounts(UserDatastore):
    """Finds and keeps accounts; nobody is made or removed here, which is the staff list's."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Account, StaffRole)
        self._desk = desk

    def find_user(self, case_insensitive: bool = False, **which: object) -> Account | None:  # noqa: FBT001, FBT002, ARG002 - its signature
        """Whoever has this id or session."""
        ((name, value),) = which.items()
        found = of_session(self._desk, str(value)) if name == "fs_uniquifier" else of_person(self._desk, str(value))
        return Account.of(found)

    def find_role(self, role: str) -> StaffRole | None:
        """A role by its name."""
        return StaffRole(role)

    def put(self, model: Account) -> Account:
        """Write down at once what is different in an account; raises DeskError."""
        after = model.as_row()
        change(self._desk, model.row, after)
        model.row = after
        return model

    def commit(self) -> None:
        """Nothing waits for this: `put` has written."""

    def delete(self, model: Account) -> None:
        """Nobody is removed; `ivr staff end` notes that somebody has left."""
        raise NotImplementedError("Nobody is removed from the staff list.")

    def reload(self, model: Account) -> Account:
        """The same account as it is now."""
        return self.find_user(username=model.username) or model
