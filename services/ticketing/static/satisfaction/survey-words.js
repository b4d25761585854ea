/** Texts of the survey page: [Indonesian, English]. */
export const WORDS = {
  starting: ["Sebentar, pertanyaan sedang disiapkan.", "One moment, the questions are being prepared."],
  notReached: [
    "Pertanyaan belum dapat dimuat. Periksa sambungan HP, lalu coba lagi.",
    "The questions could not be loaded. Check your connection, then try again.",
  ],
  intro: [
    "{count} pertanyaan, sekitar {n} menit. Tanpa nama, dan tidak dikaitkan dengan nomor antrean Anda.",
    "{count} questions, about {n} minutes. Without a name, and not linked to your number.",
  ],
  introOne: [
    "{count} pernyataan, sekitar {n} menit. Tanpa nama, dan tidak dikaitkan dengan nomor antrean Anda.",
    "{count} statements, about {n} minute. Without a name, and not linked to your number.",
  ],
  place: ["{n} dari {count}", "{n} of {count}"],
  left: ["Tinggal {n} pertanyaan", "{n} questions left"],
  leftOne: ["Tinggal 1 pertanyaan", "1 question left"],
  send: ["Kirim jawaban", "Send my answers"],
  sending: ["Sedang dikirim.", "Sending."],
  notSent: [
    "Belum terkirim. Jawaban Anda masih ada; coba kirim lagi.",
    "Not sent yet. Your answers are still here; please send again.",
  ],
  missing: ["Pertanyaan {n} belum dijawab.", "Question {n} has no answer yet."],
  thanks: ["Terima kasih. Jawaban Anda sudah kami terima.", "Thank you. We have received your answers."],
  already: ["Survei ini sudah Anda isi. Terima kasih.", "You have answered this survey already. Thank you."],
  more: ["Satu survei lagi, {n} menit: {title}", "One more survey, {n} minute: {title}"],
  again: ["Coba lagi", "Try again"],
  back: ["Kembali ke nomor antrean", "Back to my number"],
};
