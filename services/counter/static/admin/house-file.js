/** The file of the whole house on the admin's page: chosen, and put into effect. */
export class HouseFile {
  /** The file: {name, text}. */
  chosen = null;
  problems = null;
  #page;

  constructor(page) {
    this.#page = page;
  }

  async chooseFile(file) {
    this.chosen = file ? { name: file.name, text: await file.text() } : null;
    this.problems = null;
    this.#page.message = null;
    this.#page.update();
  }

  askImport() {
    const values = { name: this.chosen.name };
    const question = { words: "fileAsk", values, yes: "fileReplace", no: "no" };
    this.#page.askFirst(question, () => this.#import(false));
  }

  async #import(evenSo) {
    const page = this.#page;
    const { status, body } = await page.post("/house/import", { text: this.chosen.text, even_so: evenSo });
    this.problems = body.slug === "house-file-invalid" ? body.problems : null;
    if (this.problems) return page.update();
    if (status !== 200) return page.refuse(status, body, { again: () => this.#import(true) });
    this.chosen = null;
    await page.readHouse();
    const n = body.missing_media.length;
    return page.say(n ? page.w("missingSome", { n }) : page.w("saved"));
  }
}
