/** The words of the board, each as [Indonesian, English]. */
import { inEach } from "../shared/words/languages.js";

export const WORDS = {
  title: ["Nomor antrean", "Now calling"],
  cooled: ["Panggilan terakhir", "Latest call"],
  ofMany: ["{n} dari {of} nomor", "{n} of {of} numbers"],
  again: ["Dipanggil lagi, kali ke-{times}", "Called again, {times}"],
  go: ["Silakan menuju {counter}", "Please go to {counter}"],
  counter: ["Loket", "Counter"],
  right: ["ke kanan", "to the right"],
  left: ["ke kiri", "to the left"],
  ahead: ["lurus", "straight ahead"],
  up: ["lantai atas", "upstairs"],
  down: ["lantai bawah", "downstairs"],
  zone: ["Zona {zone}", "{zone} zone"],
  earlier: ["Panggilan sebelumnya", "Earlier calls"],
  ready: ["Mohon bersiap", "Get ready"],
  readyNarrow: ["Bersiap", "Get ready"],
  waiting: ["Menunggu", "Waiting"],
  people: ["orang", ""],
  welcome: ["Selamat datang", "Welcome"],
  nobody: ["Belum ada nomor yang dipanggil.", "Nobody has been called yet."],
  opens: ["Pemanggilan mulai pukul", "Calling starts at"],
  callingStarts: ["Pemanggilan mulai pukul\u00a0{time}.", "Calling starts at {time}."],
  closed: ["Pelayanan hari ini sudah selesai.", "Closed for today."],
  opensAgain: ["Buka lagi {day} pukul\u00a0{time}.", "Open again {day} {time}."],
  howTitle: ["Cara mengantre", "How to queue"],
  how1: ["Ambil nomor di mesin antrean", "Take a number at the machine"],
  how2: ["Lihat layar dan dengarkan panggilan", "Watch the screen and listen"],
  how3: ["Menuju {counter} Anda", "Go to your {counter}"],
  missed: ["Nomor terlewat: {list}.", "Missed: {list}."],
  withdrawn: [
    "Panggilan {number} ditarik. Mohon tunggu panggilan berikutnya.",
    "The call for {number} was withdrawn. Please wait to be called.",
  ],
  paused: ["{counter} tutup sementara.", "{counter} is closed for a short time."],
  pausedUntil: [
    "{counter} tutup sementara. Buka lagi pukul {time}.",
    "{counter} is closed for a short time. Back at {time}.",
  ],
  missedOne: ["{number} ke {counter}", "{number} go to {counter}"],
  staleTitle: ["Layar ini belum diperbarui", "This screen has not been updated"],
  staleSince: ["sejak pukul {time}", "since {time}"],
  staleDo: [
    "Dengarkan panggilan petugas, atau tanyakan di meja informasi.",
    "Please listen for staff, or ask at the information desk.",
  ],
  staleList: ["Panggilan sampai pukul\u00a0{time}", "Calls up to {time}"],
  staleLast: ["Terakhir dipanggil pukul\u00a0{time}", "Last called at {time}"],
  staleReady: [
    "Daftar ini tampil lagi setelah layar diperbarui.",
    "This list returns when the screen is updated.",
  ],
  staleKeep: ["Nomor Anda tetap berlaku.", "Your number is still valid."],
  soundLocked: [
    "Suara layar ini belum menyala. Petugas: tekan OK pada remote atau sentuh layar.",
    "Sound is not on yet. Staff: press OK on the remote or touch the screen.",
  ],
  muted: [
    "Layar ini sedang tanpa suara. Mohon perhatikan nomor di layar.",
    "This screen has no sound now. Please watch the numbers.",
  ],
  many: ["Layar {n} dari {of}", "Screen {n} of {of}"],
  phone: ["Lihat layar ini di HP: pindai kode.", "See this screen on your phone: scan the code."],
  deskCalling: ["Silakan, {number}", "Please come, {number}"],
  deskServing: ["Sedang melayani {number}", "Serving {number}"],
  deskFree: ["Mohon tunggu nomor Anda dipanggil", "Please wait to be called"],
  deskPaused: ["Tutup sementara", "Closed for a short time"],
  deskPausedUntil: [
    "Tutup sementara, buka lagi pukul\u00a0{time}",
    "Closed for a short time, back at\u00a0{time}",
  ],
  deskClosed: ["{counter} tutup", "{counter} closed"],
  full: [
    "Layar ini sedang dilihat banyak orang. Lihat layar di ruang tunggu, atau coba lagi dalam 1 menit.",
    "Many people are viewing this. Watch the hall screens, or try again in 1 minute.",
  ],
  unknown: [
    "Layar ini belum diatur. Petugas: periksa alamat layar ini.",
    "This screen is not set up. Staff: check its address.",
  ],
  starting: ["Layar ini sedang disiapkan.", "This screen is getting ready."],
};

const ORDINAL = ["", "1st time", "2nd time", "3rd time"];

/** Return "2nd time" and so on. */
export function times(n) {
  return ORDINAL[n] ?? `${n}th time`;
}

/** Return a word in each of these languages; a value that is a list has one entry per language. */
export function word(languages, name, values) {
  return inEach(languages, WORDS[name], values);
}
