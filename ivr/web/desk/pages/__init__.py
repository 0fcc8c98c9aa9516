"""The pages of the desk, one file each: who may open them, what they show, and what their forms do."""

from ivr.web.desk.pages import today

BLUEPRINTS = (today.routes,)
