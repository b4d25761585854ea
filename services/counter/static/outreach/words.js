/** Texts of the outreach page: [Indonesian, English]. */
export const WORDS = {
  pageOutreach: ["Laptop lapangan", "Outreach laptops"],
  back: ["Kembali ke pengaturan", "Back to settings"],
  title: ["Laptop lapangan", "Outreach laptops"],
  about: [
    "Satu laptop melayani satu tempat sendirian, tanpa internet: di Car Free Day, di kelurahan, di pasar. " +
      "Hari yang diserahkan tidak dibuka di gedung ini.",
    "One laptop serves one venue alone, without internet: at Car Free Day, in a village, at a market. " +
      "A day that is handed over is not opened at this hall.",
  ],
  handOver: ["Serahkan hari", "Hand days over"],
  handOverHint: [
    "Unduh satu berkas untuk laptop itu, dan catat kodenya. Berkas tidak dapat dibuka tanpa kode.",
    "Download one file for the laptop, and write its code down. The file cannot be opened without it.",
  ],
  venue: ["Tempat", "Venue"],
  box: ["Nama laptop", "The laptop's name"],
  boxHint: ["Huruf kecil, angka, tanda hubung: tenda-1", "Small letters, digits, hyphens: tenda-1"],
  day: ["Tanggal", "Day"],
  addDay: ["Tambah", "Add"],
  removeDay: ["Hapus {day}", "Remove {day}"],
  noDays: ["Belum ada tanggal.", "No day yet."],
  handOverDo: ["Serahkan dan unduh", "Hand over and download"],
  working: ["Sebentar…", "One moment…"],
  once: [
    "Kode berkas {name}, ditampilkan sekali. Tulis di kertas, simpan terpisah dari berkasnya:",
    "The code of the file {name}, shown once. Write it on paper, and keep it apart from the file:",
  ],
  again: ["Unduh lagi", "Download again"],
  onceDone: ["Sudah saya catat", "I wrote it down"],
  onLaptop: ["Di laptop:", "On the laptop:"],
  away: ["Hari yang diserahkan", "Days handed over"],
  none: ["Belum ada hari yang diserahkan.", "No day was handed over yet."],
  states: {
    out: ["di lapangan", "out"],
    begun: ["pulang sebagian", "home in part"],
    home: ["sudah pulang", "home"],
    "taken-back": ["diambil kembali", "taken back"],
  },
  numbers: ["{n} nomor", "{n} numbers"],
  onBox: ["laptop {box}", "laptop {box}"],
  takeBack: ["Ambil kembali", "Take back"],
  takeBackAsk: [
    "Ambil kembali {day} dari laptop {box}? Bila laptop itu sudah memberi nomor, nomor-nomornya tidak " +
      "berlaku lagi dan berkasnya akan ditolak. Gedung tidak dapat mengetahuinya: tanyakan dahulu " +
      "kepada tim.",
    "Take {day} back from the laptop {box}? If that laptop gave numbers, they count no more and its file " +
      "will be refused. The hall cannot know: ask the team first.",
  ],
  takeBackDo: ["Ya, ambil kembali", "Yes, take it back"],
  no: ["Tidak", "No"],
  tookBack: ["{day} kembali dilayani di gedung.", "{day} is the hall's again."],
  home: ["Bawa pulang", "Bring home"],
  homeHint: [
    "Pilih berkas yang dibuat laptop dengan antre outreach seal. Berkas yang sama dua kali tidak menambah " +
      "apa pun.",
    "Choose the file that the laptop made with antre outreach seal. The same file twice adds nothing.",
  ],
  choose: ["Pilih berkas", "Choose a file"],
  homeDo: ["Bawa pulang", "Bring home"],
  sending: ["Mengirim {percent}%", "Sending {percent}%"],
  brought: ["Sudah pulang dari laptop {box}", "Home from the laptop {box}"],
  broughtNew: ["{n} nomor, {added} catatan baru", "{n} numbers, {added} new entries"],
  broughtBefore: ["{n} nomor, sudah ada sebelumnya", "{n} numbers, here already"],
  goesOn: ["hari ini masih berjalan di laptop", "the day goes on in the laptop"],
  failed: [
    "Tidak berhasil. Periksa jaringan, lalu coba lagi: yang sudah tersimpan tidak hilang.",
    "That did not work. Check the network and try again: nothing that was kept is lost.",
  ],
};
