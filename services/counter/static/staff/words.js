import { PRIORITY_REASONS } from "../shared/words/priority-reasons.js";

/** Texts of every staff page: [Indonesian, English]. */
export const WORDS = {
  signTitle: ["Masuk", "Sign in"],
  user: ["Nama pengguna", "User name"],
  password: ["Kata sandi", "Password"],
  show: ["Tampilkan", "Show"],
  signing: ["Sedang masuk…", "Signing in…"],
  signAgain: ["Mencoba lagi dalam {time}", "Trying again in {time}"],
  signBusy: [
    "Banyak petugas masuk bersamaan. Mohon tunggu sebentar.",
    "Many are signing in at once. Please wait a moment.",
  ],
  signWait: [
    "Terlalu banyak percobaan. Salah tulis? Perbaiki isian Anda, lalu tekan Masuk.",
    "Too many tries. A typing mistake? Correct what you wrote, then press Sign in.",
  ],
  signOut: ["Keluar", "Sign out"],
  connected: ["Terhubung", "Connected"],
  disconnected: ["Terputus", "Disconnected"],
  lost: ["Sambungan terputus", "Disconnected"],
  lostHint: [
    "Sedang menyambungkan kembali. Nomor dan pekerjaan Anda tersimpan.",
    "Reconnecting. Your number and work are saved.",
  ],
  ended: [
    "Anda perlu masuk lagi: lama tidak aktif, atau sudah sehari sejak masuk. Pekerjaan Anda tersimpan.",
    "Please sign in again: you were inactive for a while, or signed in a day ago. Your work is saved.",
  ],
  forbidden: [
    "Akun Anda tidak punya izin untuk ini. Mintalah kepada koordinator.",
    "Your account may not do this. Ask the coordinator.",
  ],
  starting: ["Sebentar…", "One moment…"],
  plainHttp: [
    "Halaman ini tidak terenkripsi. Pakai hanya di jaringan gedung.",
    "This page is not encrypted. Use it only on the building's network.",
  ],
  pages: ["Halaman", "Pages"],
  notReached: [
    "Sambungan terputus. Periksa jaringan, lalu coba lagi.",
    "Disconnected. Check the network and try again.",
  ],
  signFirst: ["Akun admin pertama", "First admin account"],
  zone: ["Zona {zone}", "{zone} zone"],
  priorityReasons: PRIORITY_REASONS,
  pageCounter: ["Loket", "Counter"],
  pageHall: ["Ruang layanan", "Hall"],
  pageReception: ["Meja informasi", "Reception"],
  pageAdmin: ["Pengaturan", "Settings"],
  pageReports: ["Laporan", "Reports"],
};
