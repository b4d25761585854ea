/** The counter service's API as this page uses it. An answer is {status, body}; status 0: nobody answered. */
const ANSWER_WITHIN_MS = 5_000;
const ALIVE_WITHIN_MS = 1_500;
/** A small file of the service: whoever gets it has reached the service, and Redis was not asked. */
const ALIVE = new URL("../shared/icon.svg", import.meta.url);

export class CounterApi {
  #csrf = "";
  /** How far the service's hall was seen: what it says next is from then or later. */
  #seen = "";

  constructor(base, venue) {
    this.base = base;
    this.venue = venue;
    this.language = "id";
  }

  async ask(method, path, body, headers = {}) {
    try {
      const answer = await fetch(this.base + path, {
        method,
        signal: within(ANSWER_WITHIN_MS),
        credentials: "same-origin",
        headers: { ...this.headers("application/json"), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const parsed = await answer.json();
      this.#seen = answer.headers.get("Antre-Seen") ?? this.#seen;
      if (parsed.csrf_token) this.#csrf = parsed.csrf_token;
      return { status: answer.status, body: parsed };
    } catch {
      return { status: 0, body: {} };
    }
  }

  /** The headers of every request that sends something of this type. */
  headers(type) {
    return {
      "Content-Type": type,
      "X-CSRF-Token": this.#csrf,
      "Accept-Language": this.language,
      ...(this.#seen && { "Antre-Seen": this.#seen }),
    };
  }

  /** Ask for a sign of life: {status}, 0 if there is none. */
  async alive() {
    try {
      const { status } = await fetch(ALIVE, {
        method: "HEAD",
        cache: "no-store",
        signal: within(ALIVE_WITHIN_MS),
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

/** A signal that ends a request after so long; browsers of 2022 have none of their own. */
function within(ms) {
  if (AbortSignal.timeout) return AbortSignal.timeout(ms);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), ms);
  return stop.signal;
}
