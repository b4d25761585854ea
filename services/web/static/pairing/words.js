/** Texts of a device that is not paired, as [Indonesian, English]. */
export const WORDS = {
  title: ["Layar ini belum terdaftar", "This screen is not registered"],
  code: ["Kode", "Code"],
  wait: [
    "Minta admin memasukkan kode ini di Pengaturan, Perangkat. Berlaku sampai pukul {time}.",
    "Ask an admin to enter it under Settings, Devices. Valid until {time}.",
  ],
  asking: ["Sebentar, kode sedang disiapkan.", "One moment, the code is being prepared."],
  revoked: ["Layar ini tidak dipakai lagi. Hubungi admin.", "This screen is no longer in use. Ask an admin."],
  again: ["Daftarkan lagi", "Register again"],
};
