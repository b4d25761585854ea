/** Texts of the sections and forms, loaded after the page: [Indonesian, English]. */
export const WORDS = {
  hints: {
    prefix: ["1 atau 2 huruf; bukan I, O, V", "1 or 2 letters; not I, O, V"],
    quota: ["Kosong: tanpa batas", "Empty: no limit"],
    publicWaiting: [
      "Kosong: 500. Lebih dari itu, nomor hanya diberikan di mesin antrean terdaftar dan meja informasi",
      "Empty: 500. Beyond it, only paired machines and reception give numbers",
    ],
    betweenPriority: [
      "Kosong: 2. Artinya, setelah satu prioritas mendahului, dua orang berikutnya dipanggil menurut " +
        "urutan datang. 0: semua menurut urutan datang",
      "Empty: 2. That is, after each priority that passes, the next two are called by arrival. " +
        "0: all by arrival",
    ],
    counterNameEn: [
      "Kosong: diterjemahkan bila Loket, Ruang, atau Meja dengan nomor",
      "Empty: translated if it is a numbered Loket, Ruang or Meja",
    ],
    numbers: ["Kosong: selama buka", "Empty: while open"],
    venues: ["Kosong: di semua tempat instansinya", "Empty: wherever its agency is"],
    hours: [
      "Kosong: tutup. Tanda + menambah jam sesudah istirahat. Sesudah tengah malam: 25.00 = pukul 01.00",
      "Empty: closed. The + adds times after a break. After midnight: 25.00 = 01.00",
    ],
    schedule: ["Mengganti yang biasa pada hari atau tanggal itu", "Replaces the usual on that day or date"],
    agenciesStaff: ["Kosong: semua instansi", "Empty: every agency"],
  },
  placesElsewhere: [
    "Tampak: tempat di {venue}. {n} tempat lain tidak tampak; pilih gedungnya di atas.",
    "Shown: the place at {venue}. {n} others are not shown; choose their venue above.",
  ],
  addRow: {
    zones: ["Tambah zona", "Add a zone"],
    errands: ["Tambah keperluan", "Add an errand"],
    documents: ["Tambah dokumen", "Add a document"],
    info: ["Tambah kabar", "Add a line"],
    exceptions: ["Tambah hari khusus", "Add a special day"],
    places: ["Tambah tempat", "Add a place"],
    schedule: ["Tambah hari lain", "Add another day"],
  },
  statuses: { open: ["Buka", "Open"], planned: ["Segera hadir", "Coming soon"] },
  counterWords: {
    loket: ["Loket 1, Loket 2, …", "Loket 1 (Counter 1), …"],
    ruang: ["Ruang 1, Ruang 2, …", "Ruang 1 (Room 1), …"],
    meja: ["Meja 1, Meja 2, …", "Meja 1 (Desk 1), …"],
  },
  kioskRules: {
    "": ["Begitu ada mesin antrean terdaftar", "Once a machine is paired"],
    yes: ["Ya, selalu", "Yes, always"],
    no: ["Tidak, siapa pun boleh", "No, anybody may"],
  },
  exceptionKinds: {
    closed: ["Tutup", "Closed"],
    hours: ["Jam lain", "Other hours"],
    all_day: ["Buka sepanjang hari", "Open all day"],
  },
  scheduleKinds: { days: ["Hari tertentu", "Weekdays"], date: ["Satu tanggal", "One date"] },
  directions: {
    ahead: ["lurus", "straight ahead"],
    left: ["ke kiri", "to the left"],
    right: ["ke kanan", "to the right"],
    up: ["lantai atas", "upstairs"],
    down: ["lantai bawah", "downstairs"],
  },
  motifs: {
    ketupat: ["Ketupat", "Ketupat"],
    gunung: ["Gunung", "Mountain"],
    ombak: ["Ombak", "Wave"],
    bintang: ["Bintang", "Star"],
    perahu: ["Perahu", "Boat"],
    lontar: ["Lontar", "Palm"],
  },
  roleHints: {
    clerk: ["Memanggil dan melayani di loket", "Calls and serves at a counter"],
    supervisor: [
      "Melihat seluruh ruang, membantu setiap loket",
      "Sees the whole hall, helps at every counter",
    ],
    reception: ["Memberi nomor, mencatat prioritas", "Gives numbers, marks priority"],
    admin: ["Mengubah tempat, layanan, dan akun", "Changes venues, services and accounts"],
    auditor: ["Melihat semuanya, tidak mengubah apa pun", "Sees everything, changes nothing"],
  },
  username: ["Nama pengguna", "User name"],
  usernameExpected: [
    "2 sampai 32 huruf: a-z, angka, titik, _ atau -",
    "2 to 32 letters: a-z, figures, dot, _ or -",
  ],
  nameTaken: [
    "Nama pengguna {name} sudah dipakai. Pilih nama lain.",
    "The user name {name} is taken. Choose another.",
  ],
  sessions: ["Sedang masuk", "Signed in now"],
  sessionsNone: ["Tidak sedang masuk di mana pun.", "Not signed in anywhere."],
  since: ["sejak {day} pukul {time}", "since {day} {time}"],
  sinceOld: ["sejak sebelum pembaruan", "since before the update"],
  yours: ["halaman ini", "this page"],
  endOne: ["Keluarkan", "Sign out"],
  endAll: ["Keluarkan dari semua perangkat", "Sign out everywhere"],
  endAsk: [
    "Keluarkan {name} dari semua perangkat? Nomor yang sedang dilayani tetap di loketnya.",
    "Sign {name} out everywhere? A number being served stays at its counter.",
  ],
  ended: ["{name} sudah dikeluarkan.", "{name} was signed out."],
  newPassword: ["Buat kata sandi baru", "Make a new password"],
  newPasswordAsk: [
    "Ganti kata sandi {name}? Kata sandi lama tidak berlaku lagi dan akun ini harus masuk lagi.",
    "Replace {name}'s password? The old one no longer works and the account must sign in again.",
  ],
  onceTitle: ["Kata sandi {name}", "Password of {name}"],
  once: [
    "Hanya tampil sekali ini. Berikan langsung kepada orangnya.",
    "Shown only this once. Hand it to the person.",
  ],
  onceDone: ["Sudah dicatat", "Written down"],

  auditNone: ["Belum ada perubahan.", "No changes yet."],
  auditCreated: ["dibuat", "made"],
  auditRemoved: ["dihapus; sebelumnya {value}", "removed; before: {value}"],
  auditLine: ["{after}; sebelumnya {before}", "{after}; before: {before}"],
  auditMore: ["dan {n} perubahan lain", "and {n} more changes"],
  older: ["Lihat yang lebih lama", "See older ones"],
  byCommand: ["komputer utama", "main computer"],

  outreach: ["Laptop lapangan", "Outreach laptops"],
  outreachHint: [
    "Serahkan hari sebuah tempat kepada laptop yang melayaninya sendirian, lalu bawa pulang.",
    "Hand a venue's days over to a laptop that serves it alone, and bring them home.",
  ],
  outreachDo: ["Buka laptop lapangan", "Open outreach laptops"],
  fileExport: ["Simpan seluruh pengaturan sebagai satu berkas", "Save all settings as one file"],
  fileExportHint: [
    "Tempat, instansi, layanan, loket, jam, dan teks. Gambar, video, dan akun petugas tidak ikut.",
    "Venues, agencies, services, counters, hours and texts. Pictures, videos and staff accounts are " +
      "not in it.",
  ],
  fileExportDo: ["Unduh berkas", "Download the file"],
  fileImport: ["Muat berkas", "Load a file"],
  fileImportHint: [
    "Mengganti seluruh pengaturan. Bila ada baris yang salah, tidak ada yang berubah.",
    "Replaces all settings. If a line is wrong, nothing changes.",
  ],
  fileChoose: ["Pilih berkas (YAML atau JSON)", "Choose a file (YAML or JSON)"],
  fileImportDo: ["Muat dan berlakukan", "Load and put into effect"],
  fileAsk: ["Ganti seluruh pengaturan dengan {name}?", "Replace all settings with {name}?"],
  fileReplace: ["Ya, ganti", "Yes, replace"],
  fileWrong: ["Berkas tidak dimuat. {n} hal perlu diperbaiki:", "The file was not loaded. To correct ({n}):"],

  listTitle: ["Daftar instansi, layanan, dan loket (Excel, CSV)", "List of agencies, services and counters"],
  listHint: [
    "Satu baris satu layanan. Menambah dan mengubah, tidak menghapus. Yang berubah ditunjukkan dahulu.",
    "One row a service. It adds and changes and removes nothing. You see first what will change.",
  ],
  listVenue: ["Untuk {name}", "For {name}"],
  listTemplate: ["Unduh daftar untuk diisi (XLSX)", "Download the list to fill in (XLSX)"],
  listChoose: ["Pilih daftar (XLSX atau CSV)", "Choose a list (XLSX or CSV)"],
  listReading: ["Membaca daftar…", "Reading the list…"],
  listPreview: ["Yang akan berubah", "What will change"],
  listNothing: ["Tidak ada yang berubah.", "Nothing changes."],
  listNew: ["baru: {n}", "new: {n}"],
  listChanged: ["diubah: {n}", "changed: {n}"],
  listLine: ["{field}: {after}; sebelumnya {before}", "{field}: {after}; before: {before}"],
  listDo: ["Simpan semuanya", "Save all of it"],
  listWrong: [
    "Daftar tidak dimuat. {n} hal perlu diperbaiki dalam berkasnya, lalu pilih lagi:",
    "The list was not loaded. To correct in the file, then choose it again ({n}):",
  ],
  listOpen: ["Banyak instansi? Isi satu daftar di Excel", "Many agencies? Fill in one list in Excel"],

  holidayPropose: ["Usulkan hari libur nasional", "Propose national holidays"],
  holidayYear: ["Tahun", "Year"],
  holidayFile: ["Dari berkas (ICS, CSV, XLSX)", "From a file (ICS, CSV, XLSX)"],
  holidayNone: [
    "Tidak ada hari libur yang belum ada di daftar.",
    "There is no holiday that is not in the list already.",
  ],
  holidayAsk: [
    "Hilangkan centang pada hari yang tetap buka. Tutup seharian; jamnya dapat diubah sesudahnya.",
    "Untick the days on which you open. Closed all day; times can be set afterwards.",
  ],
  holidayJoint: ["cuti bersama", "joint leave"],
  holidayEstimated: ["perkiraan, tunggu ketetapan pemerintah", "estimated, not announced yet"],
  holidayTake: ["Tambahkan {n} hari", "Add {n} days"],
  holidayDrop: ["Tutup usulan", "Close the proposal"],

  fitSample: ["Seperti ini tampilnya, setengah ukuran:", "This is how it looks, at half size:"],
  fitLines: [
    "“{text}” menjadi {n} baris di mesin antrean. Nama yang lebih pendek lebih cepat dibaca.",
    "“{text}” takes {n} lines on the ticket machine. A shorter name is read sooner.",
  ],
  fitLine: [
    "Di TV nama ini menjadi kecil di samping zona {zone}. Pendekkan nama pendeknya, atau nama zona.",
    "On the TV this name is small beside the zone {zone}. Shorten its short name, or the zone's name.",
  ],
  fitZone: [
    "Nama zona “{zone}” membuat nama instansi kecil di TV. Pendekkan.",
    "The zone's name “{zone}” makes the names of agencies small on the TV. Shorten it.",
  ],
  fitSlab: [
    "Di TV 43 inci nama loket ini hanya terbaca dari sekitar {m} meter. Pendekkan, atau akhiri dengan nomor.",
    "On a 43-inch TV this name can only be read from about {m} metres. Shorten it, or end it in a number.",
  ],

  addOne: [
    "Belum ada. Tambahkan yang pertama dengan tombol di kiri.",
    "There is none yet. Add the first with the button on the left.",
  ],

  copyMonday: ["Jam Senin juga untuk Selasa sampai Jumat", "Monday's hours for Tuesday to Friday too"],

  startAsk: ["Bagaimana Anda ingin mulai?", "How do you want to begin?"],
  startOwn: ["Tempat Anda sendiri", "Your own place"],
  startOwnHint: [
    "Mulai kosong, dengan panduan. Setiap langkah tersimpan dan dapat dilanjutkan kapan saja.",
    "Begin empty, with a guide. Every step is saved and can be taken up again at any time.",
  ],
  startName: ["Nama tempat, seperti dibaca pengunjung", "Name of the place, as visitors read it"],
  startOwnDo: ["Mulai kosong", "Begin empty"],
  startOwnAsk: [
    "Mulai kosong sebagai {name}? Contoh MPP Kota Kupang diganti.",
    "Begin empty as {name}? The sample MPP Kota Kupang is replaced.",
  ],
  startOwnYes: ["Ya, mulai kosong", "Yes, begin empty"],
  startSample: ["Contoh: MPP Kota Kupang", "The sample: MPP Kota Kupang"],
  startSampleHint: [
    "Lengkap dengan instansi, layanan, dan loket, untuk dicoba. Semuanya dapat diubah.",
    "Complete with agencies, services and counters, to try things out. Everything can be changed.",
  ],
  startSampleDo: ["Pakai contoh", "Use the sample"],
  startKeepDo: ["Tetap pakai contoh", "Keep the sample"],
  startUsed: [
    "Sudah ada nomor yang diambil, jadi pengaturan ini tidak diganti dengan yang kosong.",
    "Numbers have been taken already, so these settings are not replaced by empty ones.",
  ],
  startTitle: ["Satu jam pertama", "The first hour"],
  startHint: [
    "Kerjakan dari atas ke bawah. Boleh berhenti kapan saja: yang sudah disimpan tetap ada.",
    "Work from top to bottom. You may stop at any time: what is saved stays.",
  ],
  startStep: ["Langkah {n} dari {all}: {name}", "Step {n} of {all}: {name}"],
  startNext: ["Berikutnya: {name}", "Next: {name}"],
  startMore: ["dan {n} lain", "and {n} more"],
  startAll: ["Semua langkah", "All steps"],
  startStepDone: ["sudah", "done"],
  startReady: [
    "Ruang layanan siap dibuka. Ambil satu nomor di mesin antrean dan panggil di loket untuk mencobanya.",
    "The hall can open. Take a number at the ticket machine and call it at a counter to try it.",
  ],
  startEnd: ["Selesai, tutup panduan", "Done, close the guide"],
  startEndEarly: ["Tutup panduan", "Close the guide"],
  startAlso: [
    "Bila sempat: usulan hari libur ada di formulir Tempat, mesin antrean didaftarkan di Perangkat.",
    "When there is time: holidays are proposed in the form of a venue, ticket machines paired under Devices.",
  ],
  startKiosk: ["Mesin antrean", "Ticket machine"],
  startBoard: ["Layar", "Board"],
  startPages: ["Coba: {name}", "Try: {name}"],
  startSteps: {
    place: ["Tempat, jam buka, dan zona", "Place, opening hours and zones"],
    agencies: ["Instansi", "Agencies"],
    services: ["Layanan", "Services"],
    counters: ["Loket", "Counters"],
    staff: ["Akun petugas loket", "Accounts of clerks"],
    tv: ["TV pertama", "The first TV"],
  },
  startStepHints: {
    place: [
      "Nama, alamat, jam buka dengan istirahatnya. Ruang yang luas dibagi dalam zona; yang kecil cukup satu.",
      "Name, address, opening hours with breaks. A large hall has several zones; a small one needs one.",
    ],
    agencies: [
      "Setiap instansi mempunyai awalan nomor sendiri, misalnya A untuk A-001.",
      "Each agency has a prefix of its own for its numbers, such as A for A-001.",
    ],
    services: [
      "Keperluan yang dipilih pengunjung di mesin antrean.",
      "What visitors choose at the ticket machine.",
    ],
    counters: [
      "Nomor loket dan instansi yang dilayaninya.",
      "The counter's number and the agencies it serves.",
    ],
    staff: [
      "Setiap petugas masuk dengan akunnya sendiri dan memilih loketnya.",
      "Each clerk signs in with an account of their own and chooses a counter.",
    ],
    tv: [
      "Buka alamat di bawah pada TV, lalu masukkan kode yang tampil di TV.",
      "Open the address below on the TV, then enter the code that the TV shows.",
    ],
  },
  startLacks: {
    "no-venue": ["Belum ada tempat.", "There is no place yet."],
    "no-hours": ["{name}: belum ada jam buka.", "{name}: no opening hours yet."],
    "no-zone": ["{name}: belum ada zona.", "{name}: no zone yet."],
    "no-agency": ["Belum ada instansi.", "There is no agency yet."],
    "no-place": ["{name}: belum ada tempat pelayanan.", "{name}: it serves nowhere yet."],
    "no-service": ["Belum ada layanan.", "There is no service yet."],
    "no-service-of": ["{name}: belum ada layanan.", "{name}: no service yet."],
    "no-counter": ["Belum ada loket.", "There is no counter yet."],
    unserved: ["{name}: belum dilayani loket mana pun.", "{name}: no counter serves it yet."],
    "no-clerk": ["Belum ada akun petugas loket.", "There is no account of a clerk yet."],
    "no-tv": ["Belum ada TV terdaftar.", "No TV is paired yet."],
  },
};
