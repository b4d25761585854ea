/** Texts of the three faces, shared by phone, kiosk and tablet: [Indonesian, English]. */
export const RATING_WORDS = {
  rateAsk: ["Bagaimana pelayanan kami tadi?", "How was our service?"],
  rateHint: ["Sentuh satu wajah. Tanpa nama.", "Touch a face. No name is asked."],
  face3: ["Puas", "Satisfied"],
  face2: ["Cukup", "Fair"],
  face1: ["Tidak puas", "Not satisfied"],
  rateThanks: ["Terima kasih atas penilaian Anda.", "Thank you for your rating."],
  rateAgain: [
    "Belum terkirim. Sentuh wajah itu sekali lagi.",
    "It was not sent yet. Please touch the face once more.",
  ],
};
