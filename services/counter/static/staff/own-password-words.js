/** Texts of the dialog to change one's own password: [Indonesian, English]. */
import { WORDS as NEW_PASSWORD } from "./new-password.js";

export const WORDS = {
  ...NEW_PASSWORD,
  ownTitle: ["Ganti kata sandi {user}", "Change {user}'s password"],
  ownEffect: ["Di perangkat lain akun ini akan keluar.", "On other devices this account will be signed out."],
  ownOld: ["Kata sandi lama", "Old password"],
  ownNew: ["Kata sandi baru, paling sedikit 12 karakter", "New password, at least 12 characters"],
  ownDo: ["Ganti kata sandi", "Change password"],
  ownUnsure: [
    "Sambungan terputus; belum tentu sudah diganti. Isian Anda masih di sini. Coba sekali lagi.",
    "Disconnected; it may not be changed yet. What you wrote is still here. Try once more.",
  ],
  ownDone: [
    "Kata sandi sudah diganti. Di perangkat lain, masuk lagi dengan yang baru.",
    "The password was changed. On other devices, sign in again with the new one.",
  ],
  ownCancel: ["Batal", "Cancel"],
  ownClose: ["Tutup", "Close"],
};
