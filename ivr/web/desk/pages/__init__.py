"""The pages of the desk, one file each: who may open them, what they show, and what their forms do."""

from ivr.web.desk.pages import (
    account,
    approve,
    history,
    notices,
    people,
    phone_numbers,
    problem,
    prompts,
    publish,
    sheet,
    sounds,
    statistics,
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
    phone_numbers.routes,
    notices.routes,
    sheet.routes,
    history.routes,
    problem.routes,
    statistics.routes,
)
