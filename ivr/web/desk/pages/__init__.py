"""The pages of the desk, one file each: who may open them, what they show, and what their forms do."""

from ivr.web.desk.pages import (
    account,
    approve,
    audit,
    notices,
    numbers,
    people,
    problem,
    prompts,
    publish,
    resources,
    sheet,
    sounds,
    today,
    words,
)

BLUEPRINTS = (
    today.routes,
    account.routes,
    people.routes,
    prompts.routes,
    words.routes,
    sounds.routes,
    approve.routes,
    publish.routes,
    resources.routes,
    notices.routes,
    sheet.routes,
    audit.routes,
    problem.routes,
    numbers.routes,
)
