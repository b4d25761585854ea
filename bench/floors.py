"""
The floors: the minimal code that does the same work with the same libraries. Not part of the product.

``gunicorn bench.floors:http`` answers a POST with one EVALSHA; ``python -m bench.floors`` follows a
stream in eventlet and emits 100 bytes to every socket of a room.
"""

from __future__ import annotations

import os
import sys

IS_DISPLAY = __name__ == "__main__"
if IS_DISPLAY:
    import eventlet

    eventlet.monkey_patch()

from typing import Any  # noqa: E402

import redis  # noqa: E402
from flask import Flask, request  # noqa: E402

ISSUE = """
local n = redis.call('INCR', KEYS[1])
redis.call('XADD', KEYS[2], '*', 'f', ARGV[1])
redis.call('ZADD', KEYS[3], n, n)
return n
"""
PAD = "x" * 60

http = Flask("floor")
client: redis.Redis = redis.Redis.from_url(os.environ["ANTRE_REDIS_URL"], protocol=2)
issue = client.register_script(ISSUE)


@http.post("/issue")
def post_issue() -> tuple[dict[str, Any], int]:
    """One EVALSHA."""
    request.get_json()
    return {"number": issue(keys=["n", "log", "line"], args=[request.get_data()])}, 201


@http.post("/next")
def post_next() -> dict[str, Any]:
    """One EVALSHA and one session read."""
    client.get("session")
    request.get_json()
    return {"ticket": {"number": str(issue(keys=["n", "log", "line"], args=[request.get_data()]))}}


@http.post("/call")
def post_call() -> dict[str, Any]:
    """One EVALSHA and one session read; the call is sent to every board."""
    client.get("session")
    request.get_json()
    return {"ticket": {"number": str(issue(keys=["n", "calls", "line"], args=[request.get_data()]))}}


@http.get("/healthz")
def healthz() -> str:
    """Report that the process is alive."""
    return "alive"


def display() -> None:
    """Follow the stream, and emit each entry to the room of boards."""
    from flask_socketio import SocketIO, join_room

    app = Flask("floor-display")
    app.add_url_rule("/healthz", view_func=lambda: "alive")
    socketio = SocketIO(app, async_mode="eventlet", transports=["websocket"], cors_allowed_origins="*")

    @socketio.on("connect", namespace="/board")
    def connect(auth: Any = None) -> None:
        if isinstance(auth, dict) and auth.get("venue"):
            join_room("boards", namespace="/board")

    def follow() -> None:
        last = "$"
        while True:
            streams: Any = client.xread({"calls": last}, block=2_000, count=100)
            for id, fields in streams[0][1] if streams else []:
                last, number = id, fields[b"f"].decode()
                socketio.emit("board", {"number": number, "pad": PAD}, namespace="/board", to="boards")

    socketio.start_background_task(follow)
    socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]), max_size=8_000, log_output=False)


if IS_DISPLAY:
    display()
