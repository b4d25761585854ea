import { ISSUE_WORDS } from "./shared/words/issue-words.js";

/** Texts of the kiosk: [Indonesian, English]. */
export const WORDS = {
  ...ISSUE_WORDS,
  aheadRow: ["Di depan Anda {n} orang", "{n} ahead of you"],
  person: ["1 orang", "1 person"],
  notSure: ["Belum tahu harus ke mana?", "Not sure where to go?"],
  notSureDo: ["Sentuh di sini", "Touch here"],
  callHelp: ["Panggil petugas", "Call staff"],
  helpAsking: ["Sebentar, petugas sedang dipanggil.", "One moment, calling staff."],
  helpCalled: ["Petugas sudah dipanggil.", "Staff have been called."],
  helpWait: ["Mohon tunggu di sini.", "Please wait here."],
  helpUnsure: [
    "Belum pasti panggilan Anda diterima petugas.",
    "It is not certain that staff received your call.",
  ],
  helpTitle: ["Silakan ke meja informasi", "Please go to the information desk"],
  helpDo: [
    "Petugas di meja informasi membantu Anda memilih layanan dan mengambil nomor.",
    "Staff at the information desk help you choose a service and take a number.",
  ],
  home: ["Kembali ke awal", "Start over"],
  take: ["Ambil nomor antrean", "Take a number"],
  wait: ["Sebentar, nomor Anda sedang disiapkan.", "One moment, your number is being prepared."],
  unsure: ["Nomor Anda mungkin sudah dibuat.", "Your number may have been made already."],
  unsureDo: [
    "Jangan ambil nomor lagi. Kami sedang memastikannya. Mohon tunggu di sini.",
    "Please do not take another. We are making sure. Please wait here.",
  ],
  giveUp: ["Tidak jadi, kembali ke awal", "Never mind, start over"],
  expired: [
    "Nomor Anda tidak jadi dibuat. Silakan ambil lagi, atau ke meja informasi.",
    "Your number was not made. Please take a number again, or go to the information desk.",
  ],
  remember: ["Foto atau ingat nomor ini.", "Photograph or remember this number."],
  watch: ["Lihat layar dan dengarkan panggilan.", "Watch the screen and listen for your call."],
  idle: [
    "Layar ini kembali ke awal dalam {n} detik. Sentuh layar untuk melanjutkan.",
    "This screen starts over in {n} seconds. Touch it to continue.",
  ],
  larger: ["Perbesar tulisan", "Larger text"],
  smaller: ["Kecilkan tulisan", "Smaller text"],
  lower: ["Turunkan tombol", "Move buttons down"],
  raise: ["Naikkan tombol", "Move buttons up"],
  offline: ["Mesin ini belum dapat memberi nomor.", "This machine cannot give numbers now."],
  offlineDo: ["Silakan ke meja informasi.", "Please go to the information desk."],
  more: ["Lihat lainnya", "Show more"],
  top: ["Kembali ke atas", "Back to the top"],
  starting: ["Sebentar, mesin ini sedang disiapkan.", "One moment, this machine is getting ready."],
  changed: ["Belum ada nomor yang diambil.", "No number was taken."],
};
