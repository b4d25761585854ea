/** Texts for media and the voice on the admin's page: [Indonesian, English]. */
export const WORDS = {
  media: ["Gambar & teks", "Pictures & text"],
  house: ["Nama, ucapan & hasil", "Name, voice, outcomes"],
  addMedia: ["Tambah gambar atau teks", "Add a picture or text"],
  mediaNone: ["Belum ada. Layar menampilkan panggilan saja.", "None yet. Boards show calls only."],
  kinds: { picture: ["Gambar", "Picture"], video: ["Video", "Video"], text: ["Teks", "Text"] },
  chooseKinds: { picture: ["Gambar atau video", "Picture or video"], text: ["Teks", "Text"] },
  everyVenue: ["Semua tempat", "Every venue"],
  chooseFile: ["Pilih gambar atau video", "Choose a picture or video"],
  otherFile: ["Ganti berkas", "Choose another file"],
  fileHint: [
    "Gambar JPEG, PNG, atau WebP paling besar 10 MB; video MP4 atau WebM paling besar 100 MB.",
    "JPEG, PNG or WebP pictures of 10 MB at most; MP4 or WebM videos of 100 MB at most.",
  ],
  pictureHint: [
    "Tempat dan kamera yang tercatat di dalam foto dihapus.",
    "The place and camera recorded in a photo are removed.",
  ],
  videoHint: [
    "Di layar video selalu tanpa suara, dan berhenti sebentar selama panggilan diucapkan. Putar dahulu " +
      "sampai selesai.",
    "On boards a video is always silent, and rests while a call is spoken. Play it to the end first.",
  ],
  videoLength: ["Panjang video {length}.", "The video has {length}."],
  minutesSeconds: ["{minutes} mnt {seconds} dtk", "{minutes} min {seconds} s"],
  onlySeconds: ["{seconds} dtk", "{seconds} s"],
  sent: ["Mengunggah… {percent}%", "Uploading… {percent}%"],
  prepared: ["Menyiapkan…", "Preparing…"],
  tooLarge: [
    "{name} berukuran {mb} MB; paling besar {limit} MB. Perkecil dahulu, lalu pilih lagi.",
    "{name} has {mb} MB; {limit} MB at most. Make it smaller, then choose it again.",
  ],
  notSent: [
    "Belum terunggah: sambungan terputus. Pilih berkasnya lagi.",
    "Not uploaded: disconnected. Choose the file again.",
  ],
  missing: [
    "Berkas ini tidak ada di komputer utama; layar melewatinya. Unggah lagi.",
    "This file is not on the main computer; boards pass over it. Upload it again.",
  ],
  missingSome: [
    "Tersimpan dan sudah berlaku. {n} gambar atau video tidak ada di komputer utama; layar " +
      "melewatinya. Unggah lagi di bagian Gambar & teks.",
    "Saved and in effect. {n} pictures or videos are not on the main computer; boards pass over " +
      "them. Upload them again under Pictures & text.",
  ],
  room: ["Terpakai {used} MB dari {most} MB.", "{used} MB of {most} MB used."],
  preview: ["Pratinjau {name}", "Preview of {name}"],
  place: ["Urutan tampil: {n} dari {of}", "Turn: {n} of {of}"],
  earlier: ["Tampil lebih awal", "Show earlier"],
  later: ["Tampil lebih akhir", "Show later"],
  moved: ["Urutan tersimpan dan sudah berlaku.", "The order is saved and in effect."],
  fields: {
    kind: ["Jenis", "Kind"],
    file: ["Berkas", "File"],
    text: ["Teks di layar", "Text on the board"],
    seconds: ["Lama tampil (detik)", "Stands for (seconds)"],
    length: ["Panjang video (detik)", "Length of the video (seconds)"],
    from: ["Tampil mulai tanggal", "Shown from"],
    until: ["Tampil sampai tanggal", "Shown until"],
    open_boards: ["Layar boleh tampil tanpa didaftarkan", "Boards may be shown without being paired"],
    voice: ["Suara panggilan", "The voice of calls"],
    languages: ["Bahasa", "Languages"],
    agency_spoken: ["Ucapkan juga nama instansi", "Say the agency's name too"],
    chime_only: ["Nada saja, nomor tidak diucapkan", "Chime only, numbers are not spoken"],
    numbers_spoken: ["Cara membaca nomor", "How numbers are read"],
    pronunciations: ["Ucapan khusus", "Pronunciations"],
    outcomes: ["Hasil layanan", "Outcomes"],
    written: ["Tertulis", "Written"],
    said: ["Diucapkan", "Said"],
  },
  hints: {
    mediaName: [
      "Hanya untuk daftar di sini, tidak tampil di layar",
      "For the list here only, not shown on boards",
    ],
    mediaZones: ["Kosong: semua layar di tempat itu", "Empty: every board of that venue"],
    seconds: ["Kosong: 12 detik", "Empty: 12 seconds"],
    videoSeconds: [
      "Kosong: sampai selesai. Bila diisi, video diulang atau dipotong",
      "Empty: to its end. If filled in, the video repeats or is cut",
    ],
    dates: ["Kosong: tanpa batas", "Empty: no limit"],
    openBoards: [
      "Bila tidak dicentang, hanya layar yang didaftarkan di bagian Perangkat yang menampilkan panggilan",
      "If not ticked, only boards paired under Devices show calls",
    ],
    spoken: [
      "Kosong: nama pendeknya. Tulis seperti diucapkan, tanpa singkatan: “be pe je es”",
      "Empty: its short name. Write it as it is said, without acronyms: “be pe je es”",
    ],
    pronunciations: [
      "Tulis seperti diucapkan: SIM menjadi “surat izin mengemudi”. Berlaku untuk nama instansi dan loket.",
      "Write as it is said: SIM becomes “surat izin mengemudi”. Used in names of agencies and counters.",
    ],
    listen: ["Dengan pengaturan yang sudah tersimpan", "With the settings saved before"],
  },
  languageSets: {
    id: ["Indonesia", "Indonesian"],
    en: ["Inggris", "English"],
    "id,en": ["Indonesia, lalu Inggris", "Indonesian, then English"],
    "en,id": ["Inggris, lalu Indonesia", "English, then Indonesian"],
  },
  numberStyles: {
    figures: ["Angka demi angka: nol satu dua", "Figure by figure: zero one two"],
    number: ["Sebagai bilangan: dua belas", "As a number: twelve"],
  },
  speakers: [
    "Layar yang bersuara: {list}. Diatur di bagian Perangkat.",
    "Boards that speak: {list}. Set under Devices.",
  ],
  speakersNone: [
    "Belum ada layar terdaftar yang bersuara. Diatur di bagian Perangkat.",
    "No paired board speaks yet. Set under Devices.",
  ],
  listen: ["Dengarkan contoh", "Listen to a sample"],
  noVoice: [
    "Contoh belum dapat diputar. Simpan dahulu, lalu coba lagi.",
    "The sample cannot be played yet. Save first, then try again.",
  ],
  addRow: {
    pronunciations: ["Tambah ucapan", "Add a pronunciation"],
    outcomes: ["Tambah hasil", "Add an outcome"],
  },
  outcomesHint: [
    "Yang dapat dipilih petugas di Hasil dan catatan, paling banyak {most}",
    "What clerks may choose under Result and note, {most} at most",
  ],
  usualOutcomes: ["Seperti biasa: {list}.", "As usual: {list}."],
  ownOutcomes: ["Ubah pilihan hasil", "Change the outcomes"],
};
