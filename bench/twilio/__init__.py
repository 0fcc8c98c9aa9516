"""A Twilio of our own on loopback: it takes messages, fails on request, and reports as the real one does.

`api.json` says how messages are sent and listed: the names, types and patterns of one path of Twilio's OpenAPI
description (twilio/twilio-oai d50069b, MIT, Copyright Twilio Inc.), without its sentences.
"""
