/** Texts about a kiosk whose visitor asks for help: [Indonesian, English]. */
export const KIOSK_HELP_WORDS = {
  needKiosk: ["{kiosk}: pengunjung memanggil petugas", "{kiosk}: a visitor calls staff"],
  needKioskNow: ["Baru saja.", "Just now."],
  needKioskMore: ["Sejak {minutes} menit lalu.", "{minutes} min ago."],
  attend: ["Saya ke sana", "I'm going"],
  kioskComing: ["Petugas sedang menuju ke sana.", "Somebody is on the way."],
  kioskHelped: ["Sudah dibantu", "Helped"],
  "done_attend-kiosk": ["Tercatat: Anda menuju {kiosk}.", "Noted: you are going to {kiosk}."],
  done_helped: ["{kiosk}: sudah dibantu.", "{kiosk}: helped."],
};
