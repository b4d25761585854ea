/** The dialog that sends a number on: to a service, an agency, a counter or another venue. */
import { PER_PAGE } from "./dialog-state.js";
import { NOTE_MAX, optionsOf } from "./plan-parts.js";
import { clock } from "../shared/words/format.js";

/** So many venues before and after this one can be moved to: each is asked for its hall. */
const NEIGHBOURS = 6;
const PLACES = ["first", "arrival", "last"];

/** Open the dialog once the halls of all venues are known as they are now. */
export async function askTransfer(page) {
  const { id } = page.state.ticket;
  const { status, body } = await page.heard(page.api.hall());
  if (status !== 200) return page.say(body.detail ?? page.w("notReached"), "refused");
  page.hall = body;
  const others = neighbours(body.venues ?? [], page.api.venue);
  const halls = await Promise.all(others.map((venue) => page.heard(page.api.hall(venue.id))));
  if (page.state?.ticket?.id !== id || page.dialog || page.box.pending) return undefined;
  const known = Object.fromEntries(
    halls.map((answer, n) => [others[n].id, answer.status === 200 ? answer.body : null]),
  );
  return page.ask(transferPlan(page, { ...known, [page.api.venue]: body }));
}

/** The venues that stand nearest to one in the house's list. */
export function neighbours(venues, id) {
  const here = venues.findIndex((venue) => venue.id === id);
  return venues.filter((venue, n) => n !== here && Math.abs(n - here) <= NEIGHBOURS);
}

/** halls: the halls of venues near this one by id, this venue's among them. */
export function transferPlan(page, halls) {
  const targets = targetsOf(page, halls);
  const steps = new Steps(page, halls, targets);
  return {
    id: "transfer",
    first: steps.first(),
    after: (step, given) => steps.after(step, given),
    done: (given) => {
      const { kind, service, counter, venue, place } = given;
      const to = {
        service: { service, place },
        agency: { service, place },
        counter: { counter, place },
        venue: { venue, service },
      }[kind];
      const { number } = page.state.ticket ?? steps.ticket;
      return page.press(
        "transfer",
        { ...to, note: given.note?.trim() || null },
        page.w("moveDone", { number, target: steps.target(given) }),
      );
    },
  };
}

/**
 * Where a number can be sent: {services of its agency, other agencies, counters, venues}, and all services
 * here.
 */
function targetsOf(page, halls) {
  const { ticket, counter } = page.state;
  const here = halls[page.api.venue];
  const served = here.services.filter(({ id }) => id !== ticket.service);
  // Where the same agency is served comes first: most go only there.
  const isNear = ({ agencies }) => Number(agencies.includes(ticket.agency));
  return {
    served,
    service: served.filter(({ agency }) => agency === ticket.agency),
    agency: (here.agencies ?? []).filter(
      ({ id }) => id !== ticket.agency && served.some(({ agency }) => agency === id),
    ),
    counter: here.counters
      .filter(({ id, open }) => open && id !== counter.id)
      .sort((a, b) => isNear(b) - isNear(a)),
    venue: (here.venues ?? []).filter(({ id }) => id !== page.api.venue && halls[id]?.services.length),
  };
}

class Steps {
  constructor(page, halls, targets) {
    this.page = page;
    this.halls = halls;
    this.targets = targets;
    this.here = halls[page.api.venue];
    this.ticket = page.state.ticket;
    this.agencies = Object.fromEntries((this.here.agencies ?? []).map((a) => [a.id, a]));
    this.title = page.w("moveTitle", { number: this.ticket.number });
  }

  #list(id, options) {
    const { page, title } = this;
    return {
      id,
      title,
      goesOn: true,
      confirm: page.w("goOn"),
      needs: [id],
      anew: { [id]: undefined },
      fields: [{ id, kind: "one", label: page.w("moveWhere"), options }],
    };
  }

  first() {
    const off = (kind) => ({ off: this.targets[kind].length === 0 });
    return this.#list("kind", optionsOf(this.page, this.page.words.moveKinds, off));
  }

  after(step, given) {
    const { served } = this.targets;
    if (step === "kind") return this.#choose(given.kind);
    if (step === "agency") return this.#services(served.filter(({ agency }) => agency === given.agency));
    if (step === "venue") return this.#elsewhere(this.halls[given.venue]);
    if (step === "there")
      return this.#named(this.halls[given.venue].services.filter(({ agency }) => agency === given.there));
    return step === "place" ? null : this.#last(given);
  }

  #choose(kind) {
    const { page, targets } = this;
    const option = {
      agency: (a) => ({ value: a.id, label: a.short, ...this.#standing(a.id, a.waiting) }),
      counter: (c) => ({
        value: c.id,
        label: page.counterName(c),
        hint: c.pause ? page.w("paused") : c.serves,
      }),
      venue: (venue) => ({ value: venue.id, label: venue.name }),
    }[kind];
    return kind === "service" ? this.#services(targets.service) : this.#list(kind, targets[kind].map(option));
  }

  /** What another venue offers; by agency, where that is more than a page of the dialog. */
  #elsewhere({ services, agencies = [] }) {
    const there = agencies.filter(({ id }) => services.some(({ agency }) => agency === id));
    if (services.length <= PER_PAGE || there.length < 2) return this.#named(services);
    return this.#list(
      "there",
      there.map(({ id, short }) => ({ value: id, label: short })),
    );
  }

  #named(services) {
    return this.#list(
      "service",
      services.map((s) => ({ value: s.id, label: this.page.serviceName(s) })),
    );
  }

  #services(services) {
    return this.#list(
      "service",
      services.map((s) => ({
        value: s.id,
        label: this.page.serviceName(s),
        ...this.#standing(s.agency, s.waiting),
      })),
    );
  }

  /** Whether an agency is closed and why, else how many wait. */
  #standing(id, waiting) {
    const { page } = this;
    const agency = this.agencies[id];
    if (agency?.level !== "closed")
      return { off: false, hint: waiting ? page.w("waitingCount", { n: waiting }) : page.w("waitingNone") };
    const why = agency.closed_text?.[page.language] ?? page.w("moveClosed", { target: agency.short });
    return { off: true, hint: why };
  }

  /** The name of what was chosen. */
  target(given) {
    const { page, here } = this;
    if (given.kind === "counter")
      return page.counterName(here.counters.find(({ id }) => id === given.counter));
    if (given.kind === "venue") return here.venues.find(({ id }) => id === given.venue).name;
    const service = page.serviceName(here.services.find(({ id }) => id === given.service));
    return given.kind === "agency" ? `${this.agencies[given.agency]?.short ?? ""}, ${service}` : service;
  }

  #last(given) {
    const { page, title, ticket } = this;
    const { number } = ticket;
    const isVenue = given.kind === "venue";
    const options = PLACES.map((value) => ({ value, label: page.word(page.words.places[value]) }));
    return {
      id: "place",
      title,
      confirm: page.w("moveDo", { target: this.target(given) }),
      hint: isVenue
        ? page.w("moveVenue", { venue: this.target(given), number })
        : page.w("moveKeeps", { number, time: clock(ticket.issued_at) }),
      given: { place: "arrival", note: ticket.note ?? "" },
      fields: isVenue ? [] : [{ id: "place", kind: "one", label: page.w("movePlace"), options }],
      text: { id: "note", label: page.w("moveNote"), max: NOTE_MAX },
    };
  }
}
