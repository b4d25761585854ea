/** Texts of the ticket page: [Indonesian, English]. */
import { BASIS } from "../shared/words/basis.js";
import { WORDS as WAIT_WORDS } from "../shared/words/wait.js";

export const WORDS = {
  ...WAIT_WORDS,
  basis: BASIS,
  number: ["Nomor antrean Anda", "Your number"],
  at: ["{service} di {agency}", "{service} at {agency}"],
  ahead: ["Di depan Anda", "Ahead of you"],
  aheadAt: ["Di depan Anda pukul {time}", "Ahead of you at {time}"],
  persons: ["orang", "people"],
  person: ["orang", "person"],
  next: ["Anda berikutnya", "You are next"],
  you: ["Anda", "You"],
  waitAt: ["Tunggu di Zona {zone}", "Wait in the {zone} zone"],
  near: [
    "Tinggal {n} orang sebelum Anda. Silakan mendekat ke Zona {zone}.",
    "{people} before you. Please come to the {zone} zone.",
  ],
  nearNext: ["Silakan mendekat ke Zona {zone}.", "Please come to the {zone} zone."],
  following: [
    "Setelah ini: {agency}. Nomor Anda tetap sama.",
    "After this: {agency}. Your number stays the same.",
  ],
  alert: [
    "Biarkan halaman ini terbuka. HP berbunyi atau bergetar saat tinggal 2 orang dan saat giliran Anda.",
    "Keep this page open. Your phone rings or vibrates at 2 before you and at your turn.",
  ],
  awake: [
    "Layar HP tetap menyala selama halaman ini terbuka.",
    "Your screen stays on while this page is open.",
  ],
  asleep: [
    "Jaga agar layar HP tetap menyala: bila padam, HP mungkin tidak berbunyi.",
    "Keep your screen on: when it is off, your phone may not ring.",
  ],
  sound: ["Nyalakan bunyi", "Turn sound on"],
  called: ["Giliran Anda", "It is your turn"],
  go: ["Silakan menuju", "Please go to"],
  calledAt: ["dipanggil pukul {time}", "called at {time}"],
  zone: ["Zona {zone}", "{zone} zone"],
  serving: ["Anda sedang dilayani di {counter}.", "You are being served at {counter}."],
  missed: [
    "Nomor Anda sudah dipanggil {n} kali. Silakan segera ke {counter} dan tunjukkan nomor Anda.",
    "Your number was called {times}. Please go to {counter} now and show your number.",
  ],
  held: [
    "Nomor Anda ditunda di {counter}. Kembali ke {counter} setelah siap.",
    "Your number is on hold at {counter}. Come back there when you are ready.",
  ],
  moved: ["Anda melanjutkan di {venue} dengan nomor {new}.", "You go on at {venue} with number {new}."],
  dropped: [
    "{number} sudah dipanggil {n} kali dan keluar dari antrean. Silakan ke meja informasi.",
    "{number} was called {times} and has left the queue. Please ask at the information desk.",
  ],
  takenBack: [
    "{number} dibatalkan petugas karena banyak nomor diambil sekaligus. Bila Anda di sini, silakan ke " +
      "meja informasi.",
    "Staff cancelled {number} because many numbers were taken at once. If you are here, please go to the " +
      "information desk.",
  ],
  withdrawn: [
    "Panggilan tadi ditarik. Urutan Anda tetap. Mohon tunggu, kami panggil lagi.",
    "That call was withdrawn. You keep your place. Please wait, we will call again.",
  ],
  transferred: [
    "Silakan menunggu di Zona {zone} untuk {agency}. Nomor Anda tetap {number}.",
    "Please wait in the {zone} zone for {agency}. Your number is still {number}.",
  ],
  finished: ["Selesai. Terima kasih.", "All done. Thank you."],
  cancelled: ["Anda sudah keluar dari antrean.", "You have left the queue."],
  expired: [
    "Pelayanan hari ini sudah selesai dan {number} belum sempat dipanggil. Mohon maaf. Silakan ke " +
      "meja informasi.",
    "We closed before {number} could be called. We are sorry. Please ask at the information desk.",
  ],
  otherDay: [
    "Nomor ini untuk {date}, dan sudah tidak berlaku. Silakan ambil nomor baru.",
    "This number was for {date} and is no longer valid. Please take a new one.",
  ],
  unknown: [
    "Halaman ini tidak ada. Pindai lagi kode di kertas Anda.",
    "There is no such page. Scan the code again.",
  ],
  starting: ["Sebentar, nomor Anda sedang dicari.", "One moment, your number is being looked up."],
  leave: ["Keluar dari antrean", "Leave the queue"],
  leaveAsk: [
    "Keluar dari antrean? Nomor {number} tidak dapat dipakai lagi.",
    "Leave the queue? You cannot use {number} again.",
  ],
  yes: ["Ya, keluar", "Yes, leave"],
  no: ["Tidak", "No"],
  retry: ["Belum berhasil. Coba lagi sebentar.", "Not yet. Please try again in a moment."],
  updated: ["Diperbarui {time} {zone}", "Updated {time} {zone}"],
  stale: [
    "Terakhir diperbarui pukul {time}. Lihat juga layar di ruang tunggu.",
    "Last updated at {time}. Please also watch the hall screens.",
  ],
};
