/** Staff accounts on the admin's page: load, save, sign out, reset passwords. */
const NEW = "+";
const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

export class People {
  all = [];
  /** A new password, displayed only once: {username, password}. */
  once = null;
  #page;

  constructor(page) {
    this.#page = page;
  }

  async read() {
    const { status, body } = await this.#page.request("GET", "/staff");
    if (status === 200) this.all = body.staff;
    this.#page.update();
  }

  #post(name, action, body) {
    return this.#page.post(`/staff/${encodeURIComponent(name)}${action}`, body);
  }

  async save({ username, ...rest }) {
    const page = this.#page;
    const isNew = page.key === NEW;
    const name = (isNew ? username : page.key).trim().toLowerCase();
    if (!USERNAME.test(name)) {
      page.problems = [{ path: ["username"], expected: page.w("usernameExpected"), found: name }];
      return page.update();
    }
    if (isNew && this.all.some((account) => account.username === name))
      return page.say(page.w("nameTaken", { name }), "refused");
    const { status, body } = await this.#post(name, "", rest);
    if (status !== 200) return page.refuse(status, body);
    page.dropDraft();
    if (body.password) this.once = { username: name, password: body.password };
    await this.read();
    page.problems = null;
    if (page.key !== name) {
      history.replaceState(null, "", `#staff/${name}`);
      page.key = name;
    }
    page.say(page.w("saved"));
    return page.readAudit();
  }

  hideOnce() {
    this.once = null;
    this.#page.update();
  }

  askSignOut(name) {
    const question = { words: "endAsk", values: { name }, yes: "endAll", no: "no" };
    this.#page.askFirst(question, () => this.signOutOf(name));
  }

  async signOutOf(name, session) {
    const page = this.#page;
    const { status, body } = await this.#post(name, "/sign-out", session ? { session } : {});
    if (status !== 200) return page.refuse(status, body);
    await this.read();
    page.readAudit();
    return page.say(page.w("ended", { name }));
  }

  askPassword(name) {
    const question = { words: "newPasswordAsk", values: { name }, yes: "newPassword", no: "no" };
    this.#page.askFirst(question, () => this.#newPassword(name));
  }

  async #newPassword(name) {
    const page = this.#page;
    const { status, body } = await this.#post(name, "/password", {});
    if (status !== 200) return page.refuse(status, body);
    this.once = { username: name, password: body.password };
    await this.read();
    return page.say(page.w("saved"));
  }
}
