/**
 * Feedback after a visit: a rating, then a survey, then a remark. Loaded when the ticket is finished. Nothing
 * here carries a name; the token in the page's URL authorizes the answers.
 */
import { RATING_WORDS } from "../satisfaction/rating-words.js";
import { facesView } from "../satisfaction/rating-views.js";
import { h, icon } from "../shared/draw.js";
import { newRequestKey } from "../shared/request-key.js";
import { textsIn } from "../shared/words/texts.js";

const TIMEOUT_MS = 8_000;
export const REMARK_MAX = 500;
const WORDS = {
  ...RATING_WORDS,
  rateChange: ["Salah sentuh? Pilih wajah lain sekarang.", "Touched the wrong one? Choose another now."],
  survey: ["Isi survei ({n} menit)", "Answer a survey ({n} min)"],
  surveyWhy: [
    "{count} pertanyaan, tanpa nama. Jawaban Anda tidak dikaitkan dengan nomor antrean.",
    "{count} questions, no name. Your answers are not linked to your number.",
  ],
  remark: ["Tulis pesan untuk kami", "Write us a message"],
  remarkHint: [
    "Hanya dibaca petugas. Mohon jangan menulis nama, NIK, atau nomor telepon.",
    "Only staff read it. Please write no name, ID number or phone number.",
  ],
  remarkSend: ["Kirim pesan", "Send the message"],
  remarkThanks: ["Pesan Anda sudah kami terima. Terima kasih.", "We have received your message. Thank you."],
  notSent: ["Belum terkirim. Coba lagi sebentar.", "It was not sent yet. Please try again in a moment."],
};
const FORM = "skm";

export class TicketAnswers {
  #url;
  #onChange;
  #rating = null;
  #isSending = false;
  #refusal = null;
  #remark = { text: "", says: "open" };
  #form = null;

  /** url: the ticket in the API; onChange(): called when the view must be rendered again. */
  constructor(url, onChange) {
    this.#url = url;
    this.#onChange = onChange;
    this.#loadForm();
  }

  /** Load the survey form; if that fails, no survey is offered. */
  async #loadForm() {
    const { serviceApi } = document.body.dataset;
    const response = await fetch(`${serviceApi}/forms/${FORM}`).catch(() => null);
    if (response?.ok) this.#form = await response.json();
    this.#onChange();
  }

  /** The view below a finished ticket; ticket.rating: the recorded rating. */
  view(language, ticket) {
    const v = { ...textsIn(language, WORDS), refusal: this.#refusal, remark: this.#remark };
    const chosen = this.#rating ?? ticket.rating;
    return [
      h(
        "section.rating",
        { key: "rating" },
        h("h1", { "aria-live": "polite" }, v.w(chosen ? "rateThanks" : "rateAsk")),
        h("p.en", v.w(chosen ? "rateChange" : "rateHint")),
        facesView(v, {
          chosen,
          isSending: this.#isSending,
          choose: (face) => this.#rate(face, language),
        }),
        this.#refusal && h("p.refused", { role: "alert" }, icon("alert-triangle"), this.#refusal),
      ),
      chosen && this.#form && surveyView(v, this.#form),
      chosen && this.#remarkView(v, language),
    ];
  }

  async #rate(rating, language) {
    this.#isSending = true;
    this.#refusal = null;
    this.#onChange();
    const { status, body } = await this.#post("rating", { rating }, language, newRequestKey());
    this.#isSending = false;
    if (status === 200) this.#rating = body.rating;
    else this.#refusal = body.detail ?? textsIn(language, WORDS).w("rateAgain");
    this.#onChange();
  }

  #remarkView(v, language) {
    const { text, says } = this.#remark;
    if (says === "sent") return h("p.thanks", { key: "remark", role: "status" }, v.w("remarkThanks"));
    const onsubmit = (event) => {
      event.preventDefault();
      void this.#sendRemark(event.currentTarget.elements.remark.value, language);
    };
    return h(
      "form.remark",
      { key: "remark", onsubmit },
      h("label", { for: "remark" }, h("b", v.w("remark"))),
      h("p.en", v.w("remarkHint")),
      h("textarea", { id: "remark", name: "remark", rows: 4, maxlength: REMARK_MAX, required: true }, text),
      says !== "open" && says !== "sending" && h("p.refused", { role: "alert" }, says),
      h("button.send", { type: "submit", disabled: says === "sending" }, v.w("remarkSend")),
    );
  }

  async #sendRemark(text, language) {
    this.#remark = { text, says: "sending" };
    this.#onChange();
    const { status, body } = await this.#post("remarks", { text }, language);
    const says = status === 200 ? "sent" : (body.detail ?? textsIn(language, WORDS).w("notSent"));
    this.#remark = { text, says };
    this.#onChange();
  }

  async #post(path, body, language, key) {
    try {
      const response = await fetch(`${this.#url}/${path}`, {
        method: "POST",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          "Content-Type": "application/json",
          "Accept-Language": language,
          ...(key && { "Idempotency-Key": key }),
        },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return { status: 0, body: {} };
    }
  }
}

function surveyView(v, { id, minutes, elements }) {
  const address = `/ticket/${document.body.dataset.token}/survey/${id}?lang=${v.language}`;
  return h(
    "section.offer",
    { key: "survey" },
    h("a.act", { href: address, "data-survey": true }, icon("file-text"), v.w("survey", { n: minutes })),
    h("p.en", v.w("surveyWhy", { count: elements.length })),
  );
}
