"""The web side: signed webhooks, sounds, health and, in a demo, a phone in the browser."""
