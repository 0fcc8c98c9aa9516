"""A Twilio of our own on loopback: it takes messages, keeps recordings, fails on request, and reports as the real one.

`api.json` says how messages are sent and listed and recordings deleted: the names, types and patterns of two paths of
Twilio's OpenAPI description (twilio/twilio-oai d50069b, MIT, Copyright Twilio Inc.), without its sentences. How a
recording's sound is fetched is not described there.
"""
