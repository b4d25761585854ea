/**
 * The live connection of a page to the display. It reconnects indefinitely, after the delay given by a `bye`.
 *
 * The display's address is "" (the page's origin), ":8003" (the page's host on that port) or a URL.
 */
import { displayOrigin } from "./display-origin.js";
import { io } from "./vendor/socket.io.esm.min.js";

const RETRY_MIN_MS = 500;
/** With up to 50 % jitter and one failed attempt, a screen reconnects in under 5 s. */
const RETRY_MAX_MS = 1_200;
/** There are many phones, so their reconnects are spread over a longer time. */
const PHONE_RETRY_MAX_MS = 4_000;
/** Delay after a refusal, which is unlikely to change soon, except for those in SOON_OVER. */
const REFUSED_RETRY_MS = 4_000;
const SOON_OVER = new Set(["not-ready", "unavailable"]);
/** Two heartbeats missed. */
const SILENCE_MAX_MS = 12_000;
const LOOK_MS = 1_000;
/** Maximum time for a connection attempt, for the slow networks of phones. */
const CONNECT_WITHIN_MS = 5_000;
/** Timeout of the next attempt, as a multiple of the last successful one's duration. */
const PATIENCE = 3;
const NEAR_MS = 2_500;

/**
 * Connect, and reconnect indefinitely. `auth`: an object, or an async function called for each connection.
 * `handlers`: functions by event name, plus `up()`, `down()`, `refused(slug)`.
 */
export function follow(namespace, display, auth, handlers) {
  const retryMaxMs = namespace === "/ticket" ? PHONE_RETRY_MAX_MS : RETRY_MAX_MS;
  const socket = io(`${displayOrigin(display)}${namespace}`, {
    transports: ["websocket"],
    auth: typeof auth === "function" ? (provide) => auth().then(provide, () => provide({})) : auth,
    reconnectionDelay: RETRY_MIN_MS,
    reconnectionDelayMax: retryMaxMs,
    randomizationFactor: 0.5,
    timeout: CONNECT_WITHIN_MS,
  });
  const { connect, connectAfter } = createConnector(socket);
  socket.on("connect", () => handlers.up?.());
  socket.on("disconnect", (reason) => {
    handlers.down?.();
    // Socket.IO does not reconnect by itself after these two.
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
  reconnectOnSilence(socket, connect);
  return socket;
}

/** Return `connect()` and `connectAfter(ms)`; adapt the timeout to the duration of the last attempt. */
function createConnector(socket) {
  let startedMs = performance.now();
  let retry = null;
  const connect = () => {
    startedMs = performance.now();
    socket.connect();
  };
  socket.io.on("reconnect_attempt", () => {
    startedMs = performance.now();
  });
  socket.on("connect", () => {
    const elapsedMs = performance.now() - startedMs;
    socket.io.timeout(Math.min(CONNECT_WITHIN_MS, Math.max(NEAR_MS, PATIENCE * elapsedMs)));
  });
  const connectAfter = (afterMs) => {
    clearTimeout(retry);
    retry = setTimeout(connect, afterMs);
  };
  return { connect, connectAfter };
}

/** Reconnect after too long a silence, to replace a half-open connection and receive the complete state. */
function reconnectOnSilence(socket, connect) {
  let lastReceivedMs = performance.now();
  socket.onAny(() => {
    lastReceivedMs = performance.now();
  });
  setInterval(() => {
    if (!socket.connected || performance.now() - lastReceivedMs <= SILENCE_MAX_MS) return;
    lastReceivedMs = performance.now();
    socket.disconnect();
    connect();
  }, LOOK_MS);
}
