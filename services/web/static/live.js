/**
 * The live connection of a page to the display: reconnects for ever, honours `bye`, never gives up.
 *
 * The display's address is "" (the page's own origin), ":8003" (the page's own host on that
 * port) or a whole URL.
 */
import { io } from "./vendor/socket.io.esm.min.js";

const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 4_000;
const SILENCE_MAX_MS = 20_000;

/** Give the display's origin as this page reaches it. */
export function displayOrigin(display, place = location) {
  if (!display) return place.origin;
  return display.startsWith(":") ? `${place.protocol}//${place.hostname}${display}` : display;
}

/**
 * Connect for ever. `auth` is an object, or an async function asked at every connect.
 * `handlers`: event names to functions; also `up()`, `down()`, `refused(slug)`.
 */
export function follow(namespace, display, auth, handlers) {
  const socket = io(`${displayOrigin(display)}${namespace}`, {
    transports: ["websocket"],
    auth: typeof auth === "function" ? (give) => auth().then(give, () => give({})) : auth,
    reconnectionDelay: RETRY_MIN_MS,
    reconnectionDelayMax: RETRY_MAX_MS,
    randomizationFactor: 0.5,
    timeout: 5_000,
  });
  let heard = performance.now();
  let retry = null;
  const again = (afterMs) => {
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), afterMs);
  };
  socket.on("connect", () => handlers.up?.());
  socket.on("disconnect", (reason) => {
    handlers.down?.();
    // Only these two do not reconnect by themselves.
    if (reason === "io server disconnect" || reason === "io client disconnect") again(RETRY_MIN_MS);
  });
  socket.on("connect_error", (error) => {
    handlers.down?.();
    handlers.refused?.(error.message);
    if (!socket.active) again(RETRY_MAX_MS * (0.5 + Math.random()));
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
      socket.disconnect().connect();
    }
  }, 5_000);
  return socket;
}
