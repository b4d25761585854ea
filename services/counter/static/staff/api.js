/** Client of the counter service's API. A response is {status, body}; status 0: no response. */
const TIMEOUT_MS = 5_000;
const ALIVE_TIMEOUT_MS = 1_500;
/** A small static file: loading it proves that the service is reachable, without using Redis. */
const ALIVE = new URL("../shared/icon.svg", import.meta.url);

export class CounterApi {
  #csrf = "";
  /** The service's last position in the log; later responses are at least as new. */
  #seen = "";

  constructor(base, venue) {
    this.base = base;
    this.venue = venue;
    this.language = "id";
  }

  async ask(method, path, body, headers = {}) {
    try {
      const response = await fetch(this.base + path, {
        method,
        signal: timeoutAfter(TIMEOUT_MS),
        credentials: "same-origin",
        headers: { ...this.headers("application/json"), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const parsed = await response.json();
      this.#seen = response.headers.get("Antre-Seen") ?? this.#seen;
      if (parsed.csrf_token) this.#csrf = parsed.csrf_token;
      return { status: response.status, body: parsed };
    } catch {
      return { status: 0, body: {} };
    }
  }

  /** The headers of a request with a body of this content type. */
  headers(type) {
    return {
      "Content-Type": type,
      "X-CSRF-Token": this.#csrf,
      "Accept-Language": this.language,
      ...(this.#seen && { "Antre-Seen": this.#seen }),
    };
  }

  /** Check that the service is reachable: {status}, 0 if not. */
  async alive() {
    try {
      const { status } = await fetch(ALIVE, {
        method: "HEAD",
        cache: "no-store",
        signal: timeoutAfter(ALIVE_TIMEOUT_MS),
      });
      return { status, body: {} };
    } catch {
      return { status: 0, body: {} };
    }
  }

  session() {
    return this.ask("GET", "/session");
  }

  signIn(username, password) {
    return this.ask("POST", "/session", { username, password });
  }

  firstAdmin(code, username, password) {
    return this.ask("POST", "/first-admin", { code, username, password });
  }

  signOut() {
    return this.ask("DELETE", "/session");
  }

  hall(venue = this.venue) {
    return this.ask("GET", `/venues/${venue}`);
  }

  reason(number) {
    return this.ask("GET", `/venues/${this.venue}/tickets/${number}/reason`);
  }

  counter(id) {
    return this.ask("GET", `/venues/${this.venue}/counters/${id}`);
  }

  listed(id) {
    return this.ask("GET", `/venues/${this.venue}/counters/${id}/listed`);
  }

  press(id, verb, body, key) {
    return this.ask("POST", `/venues/${this.venue}/counters/${id}/${verb}`, body, {
      "Idempotency-Key": key,
    });
  }
}

/** An abort signal with a timeout; older browsers lack AbortSignal.timeout. */
function timeoutAfter(ms) {
  if (AbortSignal.timeout) return AbortSignal.timeout(ms);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}
