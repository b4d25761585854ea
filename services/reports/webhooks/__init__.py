"""Webhooks: notify other programs of ticket events, signed as in Standard Webhooks (docs/webhooks.md)."""
