/**
 * The live connection of a page to the display: reconnects for ever, honours `bye`, never gives up.
 *
 * The display's address is "" (the page's own origin), ":8003" (the page's own host on that
 * port) or a whole URL.
 */
import { displayOrigin } from "./display-origin.js";
import { io } from "./vendor/socket.io.esm.min.js";

const RETRY_MIN_MS = 500;
/** With half as much of chance on top, and one connect that fails before it, under 5 s: so soon a screen is back. */
const RETRY_MAX_MS = 1_200;
/** Phones are many: they come back spread over more time. */
const PHONE_RETRY_MAX_MS = 4_000;
/** A refusal is an answer: but for these two, what it says does not change in a second. */
const REFUSED_RETRY_MS = 4_000;
const SOON_OVER = new Set(["not-ready", "unavailable"]);
/** Two heartbeats missed. */
const SILENCE_MAX_MS = 12_000;
const LOOK_MS = 1_000;
/** The first connect may take so long; a phone's network is slow. */
const CONNECT_WITHIN_MS = 5_000;
/** A further one so many times as long as the last that succeeded, and at least NEAR_MS: in a hall's network a wire that swallows all is given up soon. */
const PATIENCE = 3;
const NEAR_MS = 2_500;

/**
 * Connect for ever. `auth` is an object, or an async function asked at every connect.
 * `handlers`: event names to functions; also `up()`, `down()`, `refused(slug)`.
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
  let heard = performance.now();
  let began = heard;
  let retry = null;
  const connect = () => {
    began = performance.now();
    socket.connect();
  };
  const again = (afterMs) => {
    clearTimeout(retry);
    retry = setTimeout(connect, afterMs);
  };
  socket.io.on("reconnect_attempt", () => {
    began = performance.now();
  });
  socket.on("connect", () => {
    const tookMs = performance.now() - began;
    socket.io.timeout(Math.min(CONNECT_WITHIN_MS, Math.max(NEAR_MS, PATIENCE * tookMs)));
    handlers.up?.();
  });
  socket.on("disconnect", (reason) => {
    handlers.down?.();
    // Only these two do not reconnect by themselves.
    if (reason === "io server disconnect" || reason === "io client disconnect") again(RETRY_MIN_MS);
  });
  socket.on("connect_error", (error) => {
    handlers.down?.();
    handlers.refused?.(error.message);
    if (!socket.active)
      again((SOON_OVER.has(error.message) ? retryMaxMs : REFUSED_RETRY_MS) * (0.5 + Math.random()));
  });
  socket.on("bye", ({ retry_ms: retryMs }) => {
    socket.disconnect();
    again(Math.random() * retryMs + RETRY_MIN_MS);
  });
  socket.onAny((event, data) => {
    heard = performance.now();
    handlers[event]?.(data);
  });
  // A half-open connection says nothing for ever: end it, and the reconnect brings the whole state.
  setInterval(() => {
    if (socket.connected && performance.now() - heard > SILENCE_MAX_MS) {
      heard = performance.now();
      socket.disconnect();
      connect();
    }
  }, LOOK_MS);
  return socket;
}
