/** The import of a house file on the admin's page. */
export class HouseFile {
  /** The chosen file: {name, base64}; as bytes, because browsers silently replace invalid UTF-8. */
  chosen = null;
  problems = null;
  #page;

  constructor(page) {
    this.#page = page;
  }

  async chooseFile(file) {
    Object.assign(this, { chosen: null, problems: null });
    this.#page.message = null;
    this.#page.update();
    this.chosen = file ? { name: file.name, base64: await base64Of(file) } : null;
    this.#page.update();
  }

  askImport() {
    const values = { name: this.chosen.name };
    const question = { words: "fileAsk", values, yes: "fileReplace", no: "no" };
    this.#page.askFirst(question, () => this.#import(false));
  }

  async #import(evenSo) {
    const page = this.#page;
    const { status, body } = await page.post("/house/import", { file: this.chosen.base64, even_so: evenSo });
    this.problems = body.slug === "house-file-invalid" ? body.problems : null;
    if (this.problems) return page.update();
    if (status !== 200) return page.refuse(status, body, { again: () => this.#import(true) });
    this.chosen = null;
    await page.readHouse();
    const n = body.missing_media.length;
    return page.say(n ? page.w("missingSome", { n }) : page.w("saved"));
  }
}

/** The bytes of a file in base64. */
export function base64Of(file) {
  return new Promise((done, broken) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1] ?? "");
    reader.onerror = () => broken(reader.error);
    reader.readAsDataURL(file);
  });
}
