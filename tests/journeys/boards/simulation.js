/**
 * Weeks of a board in minutes: the real page with a clock that only the test moves. Runs before the page's
 * scripts.
 *
 * Simulated are the clock (performance.now, Date, timers), the display (the page keeps its real Socket.IO
 * client), fetch and the loudspeaker. The TV's wall clock jumps by hours or a day now and then.
 * `simulation.day()` plays a day and gives what it counted.
 */
(() => {
  const HOUSE = "$HOUSE$";
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  const BEGAN = Date.parse("2026-06-08T04:00:00+08:00");
  const ZONE_MS = 8 * HOUR;
  const VOICE_MS = 6_000;
  const BUSY_MS = 10_000;
  const STEP_MS = { busy: 250, open: 2_500, night: 10_000 };
  const BEAT_MS = 5_000;
  const JUMPS_MS = [0, -2 * HOUR, 2 * HOUR, DAY];
  const AWAY_MS = 40_000;
  const YIELD_EVERY = 400;
  const CALLS_MAX = 12;
  const RealDate = Date;
  const realTimeout = setTimeout;

  let now = 0;
  let jump = 0;
  let timers = new Map();
  let lastTimer = 0;
  const later =
    (isAgain) =>
    (task, ms = 0, ...given) => {
      timers.set((lastTimer += 1), {
        act: () => task(...given),
        at: now + Math.max(0, ms),
        every: isAgain ? Math.max(1, ms) : null,
      });
      return lastTimer;
    };
  const forget = (id) => {
    timers.delete(id);
  };
  Object.assign(globalThis, {
    setTimeout: later(false),
    setInterval: later(true),
    clearTimeout: forget,
    clearInterval: forget,
  });
  performance.now = () => now;
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length ? given : [BEGAN + now + jump]));
    }
    static now() {
      return BEGAN + now + jump;
    }
  };
  AbortSignal.timeout = () => new AbortController().signal;

  let asked = 0;
  globalThis.fetch = async (url) => {
    const isVoice = String(url).includes("/voice/");
    if (!isVoice) asked += 1;
    return {
      ok: isVoice,
      status: isVoice ? 200 : 503,
      json: async () => ({ state: "ready", languages: ["id"] }),
      arrayBuffer: async () => new ArrayBuffer(8),
    };
  };

  class Sounding extends EventTarget {
    frequency = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    gain = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
    connect(next) {
      return next;
    }
    start() {
      setTimeout(() => this.dispatchEvent(new Event("ended")), VOICE_MS);
    }
    stop() {}
  }
  globalThis.AudioContext = class extends EventTarget {
    state = "running";
    destination = {};
    get currentTime() {
      return now / 1000;
    }
    createOscillator() {
      return new Sounding();
    }
    createGain() {
      return new Sounding();
    }
    createBuffer() {
      return { copyToChannel() {} };
    }
    createBufferSource() {
      return new Sounding();
    }
    async decodeAudioData() {
      return {};
    }
    async resume() {}
  };

  const iso = (ms) => `${new RealDate(BEGAN + ms + ZONE_MS).toISOString().slice(0, -1)}+08:00`;
  const counters = Object.keys(HOUSE.counters);
  const services = Object.keys(HOUSE.services);
  const hall = {
    n: 0,
    day: "2026-06-08",
    seq: 0,
    epoch: "e0",
    calls: [],
    withdrawn: [],
    ordinal: 0,
    announced: 0,
  };
  let socket = null;
  let isAway = false;

  function board() {
    const isOpen = hours() >= 8 && hours() < 15;
    return {
      venue: HOUSE.venue.id,
      service_day: hall.day,
      seq: hall.seq,
      epoch: hall.epoch,
      heard: iso(now),
      now: iso(now),
      house: HOUSE.version,
      calls: hall.calls.slice(0, CALLS_MAX),
      ready: [],
      waiting: {},
      missed: [],
      hours: { state: isOpen ? "open" : "after", opens_at: null },
      withdrawn: hall.withdrawn.slice(0, 4),
      paused: [],
    };
  }

  const hours = () => ((BEGAN + now + ZONE_MS) % DAY) / HOUR;
  const send = (event, data) => socket?.hear(`42/board,${JSON.stringify([event, data])}`);
  const tell = () => send("board", board());

  globalThis.WebSocket = class extends EventTarget {
    static OPEN = 1;
    readyState = 0;
    binaryType = "blob";
    bufferedAmount = 0;

    constructor() {
      super();
      setTimeout(() => (isAway ? this.#end() : this.#open()), 20);
    }

    hear(data) {
      if (this.readyState === 1) this.onmessage?.({ data });
    }

    send(data) {
      if (String(data).startsWith("40/board")) setTimeout(() => this.#welcome(), 5);
    }

    #welcome() {
      this.hear('40/board,{"sid":"s"}');
      send("house", HOUSE);
      send("device", {
        id: "d",
        name: "TV 1",
        kind: "tv",
        venue: HOUSE.venue.id,
        zone: null,
        inches: 43,
        distance_m: 8,
        speaks: true,
        muted: false,
        build: "b",
      });
      tell();
    }

    close() {
      if (this.readyState < 2) this.#end();
    }

    #open() {
      this.readyState = 1;
      socket = this;
      this.onopen?.({});
      this.hear('0{"sid":"e","upgrades":[],"pingInterval":10000,"pingTimeout":8000,"maxPayload":16384}');
    }

    #end() {
      this.readyState = 3;
      if (socket === this) socket = null;
      this.onclose?.({ code: 1006, reason: "" });
    }
  };

  function call(recalled = null) {
    hall.seq += 1;
    const service = services[hall.ordinal % services.length];
    const fresh = recalled ?? {
      number: `A-${String((hall.ordinal += 1)).padStart(3, "0")}`,
      counter: counters[hall.ordinal % counters.length],
      service,
    };
    for (const other of hall.calls)
      if (other.counter === fresh.counter && other !== recalled) other.over = true;
    hall.calls = hall.calls.filter((other) => other !== recalled).slice(0, 2 * CALLS_MAX);
    const { counter } = fresh;
    hall.calls.unshift({
      ...fresh,
      counter_name: HOUSE.counters[counter].name,
      agency: HOUSE.services[fresh.service].agency,
      called_at: iso(now),
      recalls: recalled ? recalled.recalls + 1 : 0,
      seq: hall.seq,
      request_id: `r${hall.seq}`,
    });
    hall.announced += 1;
  }

  function undo() {
    const [taken] = hall.calls;
    if (!taken || taken.over) return;
    hall.seq += 1;
    hall.calls = hall.calls.slice(1);
    hall.withdrawn = [{ number: taken.number, at: iso(now) }, ...hall.withdrawn].slice(0, 4);
  }

  /** What happens next in the hall, by chance that is the same in every run. */
  let dice = 7;
  function roll() {
    dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
    return dice / 2 ** 32;
  }

  function act() {
    const chance = roll();
    if (chance < 0.06) for (let n = 0; n < 5; n += 1) call();
    else if (chance < 0.16 && hall.calls.length && !hall.calls[0].over) call(hall.calls[0]);
    else if (chance < 0.18) undo();
    else call();
    tell();
  }

  let lit = 0;
  document.addEventListener("antre-receipt", ({ detail }) => {
    if (detail.kind === "shown") lit += 1;
  });

  async function advance(ms) {
    const target = now + ms;
    for (;;) {
      let next = null;
      for (const [id, timer] of timers)
        if (timer.at <= target && (next === null || timer.at < next.timer.at)) next = { id, timer };
      if (next === null) break;
      now = Math.max(now, next.timer.at);
      if (next.timer.every === null) timers.delete(next.id);
      else next.timer.at = Math.max(now + next.timer.every, target);
      next.timer.act();
      await Promise.resolve();
    }
    now = target;
    for (let n = 0; n < 12; n += 1) await Promise.resolve();
  }

  /** Whether the clock reads as it should, or as it should have when it was last drawn. */
  function readsRight(stepMs) {
    const read = document.querySelector("header .clock")?.textContent;
    return [now, now - stepMs].some((at) => iso(at).slice(11, 16).replace(":", ".") === read);
  }

  /** Play a day; gives {calls, lit, wrongClocks, staleSeen, pagesAsked, timers}. */
  async function day(calls) {
    const ends = (hall.n += 1) * DAY;
    const gap = (7 * HOUR) / calls;
    const came = { calls: hall.announced, wrongClocks: 0, staleSeen: 0, pagesAsked: asked };
    const cutAt = now + 6 * HOUR + roll() * 4 * HOUR;
    let nextAct = now + 4 * HOUR;
    let nextBeat = now;
    let busyUntil = 0;
    let steps = 0;
    hall.day = new RealDate(BEGAN + now + ZONE_MS).toISOString().slice(0, 10);
    Object.assign(hall, { epoch: `e${hall.n}`, seq: 1, calls: [], withdrawn: [], ordinal: 0 });
    jump = JUMPS_MS[hall.n % JUMPS_MS.length];
    tell();
    lit = 0;
    while (now < ends) {
      if (now >= nextAct && hours() >= 8 && hours() < 15) {
        act();
        nextAct = now + gap * (0.2 + 1.6 * roll());
        busyUntil = now + BUSY_MS * (document.querySelectorAll("[data-call]").length ? 2 : 1);
      }
      if (!isAway && now >= cutAt && now < cutAt + AWAY_MS) {
        isAway = true;
        socket?.close();
      } else if (isAway && now >= cutAt + AWAY_MS) isAway = false;
      if (now >= nextBeat) {
        send("heartbeat", { seq: hall.seq, epoch: hall.epoch, heard: iso(now), now: iso(now) });
        socket?.hear("2");
        nextBeat = now + BEAT_MS;
      }
      const step =
        now < busyUntil ? STEP_MS.busy : hours() >= 8 && hours() < 15 ? STEP_MS.open : STEP_MS.night;
      await advance(step);
      if (document.body.dataset.state === "stale") came.staleSeen += 1;
      else if (!readsRight(step)) came.wrongClocks += 1;
      if ((steps += 1) % YIELD_EVERY === 0) await new Promise((go) => realTimeout(go, 0));
    }
    return {
      ...came,
      lit,
      calls: hall.announced - came.calls,
      pagesAsked: asked - came.pagesAsked,
      timers: timers.size,
      date: document.querySelector("header .date")?.textContent,
    };
  }

  globalThis.simulation = { day, advance };
})();
