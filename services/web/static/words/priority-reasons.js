/** Reasons for priority by law: [Indonesian, English]. */
export const PRIORITY_REASONS = {
  elderly: ["Lanjut usia", "Older person"],
  disabled: ["Penyandang disabilitas", "Person with a disability"],
  pregnant: ["Hamil atau menyusui", "Pregnant or nursing"],
  infant: ["Membawa anak kecil", "With a small child"],
  child: ["Anak", "Child"],
  disaster: ["Korban bencana", "Disaster victim"],
};
