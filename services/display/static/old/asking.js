/** Requests to the display by XMLHttpRequest. */
export const API = "/api/display/v1";
const WITHIN_MS = 6_000;

/** Send a request; `done(status, body)` is called once. status 0: timeout or error; body null: no JSON. */
export function ask(method, address, { headers = {}, body = null }, done) {
  const request = new XMLHttpRequest();
  let isOver = false;
  const end = (status, text) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timeout);
    request.onreadystatechange = null;
    done(status, read(text));
  };
  const timeout = setTimeout(() => {
    end(0, "");
    request.abort();
  }, WITHIN_MS);
  request.onreadystatechange = () => {
    // Some old browsers report 1223 for 204.
    if (request.readyState === 4) end(request.status === 1223 ? 204 : request.status, request.responseText);
  };
  request.open(method, address, true);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  if (body) request.setRequestHeader("Content-Type", "application/json");
  request.send(body ? JSON.stringify(body) : null);
}

function read(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
