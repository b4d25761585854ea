/** Short reasons why a number was called: [Indonesian, English]. */
export const BASIS = {
  arrival: ["menurut urutan", "in turn"],
  priority: ["prioritas", "priority"],
  number: ["oleh petugas", "by staff"],
  missed: ["kembali", "returned"],
  held: ["kembali", "returned"],
};
