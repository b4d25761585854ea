/**
 * The live connection of a page to the display: it reconnects for ever, and waits as long as a `bye` asks.
 *
 * The display's address is "" (the page's own origin), ":8003" (the page's own host on that port) or a
 * whole URL.
 */
import { displayOrigin } from "./display-origin.js";
import { io } from "./vendor/socket.io.esm.min.js";

const RETRY_MIN_MS = 500;
/** With up to half of it added by chance, and one failed try before, a screen is back in under 5 s. */
const RETRY_MAX_MS = 1_200;
/** Phones are many: they come back spread over more time. */
const PHONE_RETRY_MAX_MS = 4_000;
/** A refusal is an answer, which will hardly change within a second; for these two it may. */
const REFUSED_RETRY_MS = 4_000;
const SOON_OVER = new Set(["not-ready", "unavailable"]);
/** Two heartbeats missed. */
const SILENCE_MAX_MS = 12_000;
const LOOK_MS = 1_000;
/** The longest try to connect: a phone's network is slow. */
const CONNECT_WITHIN_MS = 5_000;
/** A further try lasts this many times as long as the last success, so that a dead wire is soon given up. */
const PATIENCE = 3;
const NEAR_MS = 2_500;

/**
 * Connect for ever. `auth` is an object, or an async function called at every connect.
 * `handlers`: functions by event name; also `up()`, `down()`, `refused(slug)`.
 */
export function follow(namespace, display, auth, handlers) {
  const retryMaxMs = namespace === "/ticket" ? PHONE_RETRY_MAX_MS : RETRY_MAX_MS;
  const socket = io(`${displayOrigin(display)}${namespace}`, {
    transports: ["websocket"],
    auth: typeof auth === "function" ? (give) => auth().then(give, () => give({})) : auth,
    reconnectionDelay: RETRY_MIN_MS,
    reconnectionDelayMax: retryMaxMs,
    randomizationFactor: 0.5,
    timeout: CONNECT_WITHIN_MS,
  });
  const { connect, connectAfter } = connecting(socket);
  socket.on("connect", () => handlers.up?.());
  socket.on("disconnect", (reason) => {
    handlers.down?.();
    // Only these two do not reconnect by themselves.
    if (reason === "io server disconnect" || reason === "io client disconnect") connectAfter(RETRY_MIN_MS);
  });
  socket.on("connect_error", ({ message }) => {
    handlers.down?.();
    handlers.refused?.(message);
    if (socket.active) return;
    connectAfter((SOON_OVER.has(message) ? retryMaxMs : REFUSED_RETRY_MS) * (0.5 + Math.random()));
  });
  socket.on("bye", ({ retry_ms: retryMs }) => {
    socket.disconnect();
    connectAfter(Math.random() * retryMs + RETRY_MIN_MS);
  });
  socket.onAny((event, data) => handlers[event]?.(data));
  endSilence(socket, connect);
  return socket;
}

/** Return `connect()` and `connectAfter(ms)`, and set how long a try may last by how long the last one took. */
function connecting(socket) {
  let began = performance.now();
  let retry = null;
  const connect = () => {
    began = performance.now();
    socket.connect();
  };
  socket.io.on("reconnect_attempt", () => {
    began = performance.now();
  });
  socket.on("connect", () => {
    const tookMs = performance.now() - began;
    socket.io.timeout(Math.min(CONNECT_WITHIN_MS, Math.max(NEAR_MS, PATIENCE * tookMs)));
  });
  const connectAfter = (afterMs) => {
    clearTimeout(retry);
    retry = setTimeout(connect, afterMs);
  };
  return { connect, connectAfter };
}

/** End a half-open connection, which would be silent for ever: connecting again brings the whole state. */
function endSilence(socket, connect) {
  let heard = performance.now();
  socket.onAny(() => {
    heard = performance.now();
  });
  setInterval(() => {
    if (!socket.connected || performance.now() - heard <= SILENCE_MAX_MS) return;
    heard = performance.now();
    socket.disconnect();
    connect();
  }, LOOK_MS);
}
