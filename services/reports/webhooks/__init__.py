"""Webhooks: other programs are told of what happens to tickets, signed after Standard Webhooks (docs/webhooks.md)."""
