/** The dialog that transfers a ticket: to a service, an agency, a counter or another venue. */
import { PER_PAGE } from "./dialog-state.js";
import { NOTE_MAX, optionsOf } from "./plan-parts.js";
import { clock } from "../shared/words/format.js";

/** Number of venues offered before and after this one in the list; each one's hall is fetched. */
const NEIGHBOURS = 6;
const PLACES = ["first", "arrival", "last"];

/** Open the dialog after fetching the halls of this venue and its neighbours. */
export async function askTransfer(page) {
  const { id } = page.state.ticket;
  const { status, body } = await page.track(page.api.hall());
  if (status !== 200) return page.say(body.detail ?? page.w("notReached"), "refused");
  page.hall = body;
  const others = neighbours(body.venues ?? [], page.api.venue);
  const halls = await Promise.all(others.map((venue) => page.track(page.api.hall(venue.id))));
  if (page.state?.ticket?.id !== id || page.dialog || page.box.pending) return undefined;
  const byVenue = Object.fromEntries(
    halls.map((response, n) => [others[n].id, response.status === 200 ? response.body : null]),
  );
  return page.ask(transferPlan(page, { ...byVenue, [page.api.venue]: body }));
}

/** The venues nearest to this one in the house's list. */
export function neighbours(venues, id) {
  const here = venues.findIndex((venue) => venue.id === id);
  return venues.filter((venue, n) => n !== here && Math.abs(n - here) <= NEIGHBOURS);
}

/** halls: the halls of this venue and its neighbours, by id. */
export function transferPlan(page, halls) {
  const targets = targetsOf(page, halls);
  const steps = new Steps(page, halls, targets);
  return {
    id: "transfer",
    first: steps.first(),
    after: (step, answers) => steps.after(step, answers),
    done: (answers) => {
      const { kind, service, counter, venue, place } = answers;
      const to = {
        service: { service, place },
        agency: { service, place },
        counter: { counter, place },
        venue: { venue, service },
      }[kind];
      const { number } = page.state.ticket ?? steps.ticket;
      return page.press(
        "transfer",
        { ...to, note: answers.note?.trim() || null },
        page.w("moveDone", { number, target: steps.target(answers) }),
      );
    },
  };
}

/**
 * The targets of a transfer: services of the ticket's agency, other agencies, counters and venues; `served`:
 * all other services here.
 */
function targetsOf(page, halls) {
  const { ticket, counter } = page.state;
  const here = halls[page.api.venue];
  const served = here.services.filter(({ id }) => id !== ticket.service);
  // Counters of the same agency come first: most transfers go there.
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

  after(step, answers) {
    const { served } = this.targets;
    if (step === "kind") return this.#choose(answers.kind);
    if (step === "agency") return this.#services(served.filter(({ agency }) => agency === answers.agency));
    if (step === "venue") return this.#elsewhere(this.halls[answers.venue]);
    if (step === "there")
      return this.#serviceList(
        this.halls[answers.venue].services.filter(({ agency }) => agency === answers.there),
      );
    return step === "place" ? null : this.#placeStep(answers);
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

  /** The services of another venue; by agency if they do not fit one page of the dialog. */
  #elsewhere({ services, agencies = [] }) {
    const present = agencies.filter(({ id }) => services.some(({ agency }) => agency === id));
    if (services.length <= PER_PAGE || present.length < 2) return this.#serviceList(services);
    return this.#list(
      "there",
      present.map(({ id, short }) => ({ value: id, label: short })),
    );
  }

  #serviceList(services) {
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

  /** Why an agency is closed, else how many wait. */
  #standing(id, waiting) {
    const { page } = this;
    const agency = this.agencies[id];
    if (agency?.level !== "closed")
      return { off: false, hint: waiting ? page.w("waitingCount", { n: waiting }) : page.w("waitingNone") };
    const reason = agency.closed_text?.[page.language] ?? page.w("moveClosed", { target: agency.short });
    return { off: true, hint: reason };
  }

  /** The name of the chosen target. */
  target(answers) {
    const { page, here } = this;
    if (answers.kind === "counter")
      return page.counterName(here.counters.find(({ id }) => id === answers.counter));
    if (answers.kind === "venue") return here.venues.find(({ id }) => id === answers.venue).name;
    const service = page.serviceName(here.services.find(({ id }) => id === answers.service));
    return answers.kind === "agency" ? `${this.agencies[answers.agency]?.short ?? ""}, ${service}` : service;
  }

  #placeStep(answers) {
    const { page, title, ticket } = this;
    const { number } = ticket;
    const isVenue = answers.kind === "venue";
    const options = PLACES.map((value) => ({ value, label: page.word(page.words.places[value]) }));
    return {
      id: "place",
      title,
      confirm: page.w("moveDo", { target: this.target(answers) }),
      hint: isVenue
        ? page.w("moveVenue", { venue: this.target(answers), number })
        : page.w("moveKeeps", { number, time: clock(ticket.issued_at) }),
      answers: { place: "arrival", note: ticket.note ?? "" },
      fields: isVenue ? [] : [{ id: "place", kind: "one", label: page.w("movePlace"), options }],
      text: { id: "note", label: page.w("moveNote"), max: NOTE_MAX },
    };
  }
}
