"""The desk in the browser: an application of its own under /desk, so that nothing here can disturb a call."""

from ivr.web.desk.app import create_desk

__all__ = ["create_desk"]
