/** Devices on the admin's page: their state and actions. */
import { bodyOf, devicesOf, nextName } from "./devices-state.js";
import { find } from "./state.js";

const REFRESH_MS = 2_000;

export class Devices {
  /** All devices; null before they are loaded. */
  all = null;
  #page;
  #editing = null;
  /** How many devices were paired on this page. */
  #paired = 0;
  #suggestion = { key: "", name: "" };

  constructor(page) {
    this.#page = page;
    setInterval(() => {
      if (page.section === "devices" && page.screen === "admin") this.read();
    }, REFRESH_MS);
  }

  async read() {
    const { status, body } = await this.#page.request("GET", "/devices");
    if (status !== 200) return;
    this.all = body.devices;
    this.#page.clock.take(body.now);
    this.#page.update();
  }

  get mine() {
    return devicesOf(this.all, this.#page.venueId);
  }

  nameOf(id) {
    return this.all?.find((device) => device.id === id)?.name ?? id;
  }

  /** The data and actions for the section of devices. */
  get view() {
    return {
      mine: this.mine,
      isKnown: this.all !== null,
      editing: this.#editing,
      suggestion: this.#suggest(),
      edit: (device) => this.#edit(device?.id ?? null),
      pair: (fields) => this.#pair(fields),
      change: (device, fields) => this.#changeAll(device, fields),
      mute: (device) => this.#change(device, { muted: !device.muted }),
      test: (device) => this.#test(device),
      reload: (device) => this.#do(device, "reload", "reloading"),
      revoke: (device) => this.#askRevoke(device),
    };
  }

  /** The proposed name for the next device; unchanged until a device is paired on this page. */
  #suggest() {
    const key = `${this.#page.venueId} ${this.#paired}`;
    if (this.all && this.#suggestion.key !== key)
      this.#suggestion = { key, name: nextName(this.all, this.#page.venueId) };
    return this.#suggestion;
  }

  #askRevoke(device) {
    const question = { words: "revokeAsk", values: { name: device.name }, yes: "revokeDo", no: "no" };
    this.#page.askFirst(question, () => this.#do(device, "revoke", "revoked"));
  }

  #edit(id) {
    this.#editing = id;
    this.#page.message = null;
    this.#page.update();
    if (id) document.getElementById("edit-name")?.focus();
  }

  async #pair(fields) {
    const page = this.#page;
    const { value, wrong } = bodyOf(fields);
    if (wrong) {
      fields[wrong].focus();
      return;
    }
    const { status, body } = await page.post("/devices", {
      ...value,
      code: fields.code.value,
      kind: fields.kind.value,
      venue: page.venueId,
    });
    if (status !== 200) {
      page.showRefusal(status, body);
      fields.code.focus();
      return;
    }
    const { name, venue, zone } = body.device;
    const place = find(page.content, "venues", venue);
    const inZone = place?.zones?.find((item) => item.id === zone);
    await this.read();
    this.#paired += 1;
    page.say(
      page.w("pairDone", {
        name,
        place: inZone ? page.w("inZone", { zone: inZone.name }) : (place?.name ?? venue),
      }),
    );
  }

  async #changeAll(device, fields) {
    const { value, wrong } = bodyOf(fields);
    if (wrong) {
      fields[wrong].focus();
      return;
    }
    const venue = fields.venue.value;
    await this.#change(device, venue === device.venue ? value : { ...value, venue, zone: null });
  }

  async #change(device, settings) {
    const { status, body } = await this.#page.post(`/devices/${device.id}`, settings);
    if (status !== 200) return this.#page.showRefusal(status, body);
    this.#editing = null;
    await this.read();
    return this.#page.say(this.#page.w("saved"));
  }

  async #do(device, act, word) {
    const { status, body } = await this.#page.post(`/devices/${device.id}/${act}`, {});
    if (status !== 200) return this.#page.showRefusal(status, body);
    await this.read();
    return this.#page.say(this.#page.w(word, { name: device.name }));
  }

  /** Start the sound test, and ask whether it was audible. */
  async #test(device) {
    const page = this.#page;
    const { status, body } = await page.post(`/devices/${device.id}/test-sound`, {});
    if (status !== 200) return page.showRefusal(status, body);
    const answer = async (heard) => {
      const response = await page.post(`/devices/${device.id}/heard`, { heard });
      if (response.status !== 200) return page.showRefusal(response.status, response.body);
      await this.read();
      return page.say(
        page.w(heard ? "heardNote" : "notHeardNote", { name: device.name }),
        heard ? "news" : "refused",
      );
    };
    return page.askFirst(
      { words: "testAsk", values: { name: device.name }, yes: "heard", third: "notHeard", no: "notNow" },
      () => answer(true),
      () => answer(false),
    );
  }
}
