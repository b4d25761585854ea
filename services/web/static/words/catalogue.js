/** Agencies and services to take a number for, at kiosk and reception. Pure. */

/** Why an agency is not of this hall. */
const AWAY = ["elsewhere", "only-hall", "planned"];

export function agencyOf(catalogue, id) {
  return catalogue?.agencies.find((agency) => agency.id === id) ?? null;
}

export function serviceOf(catalogue, agency, id) {
  return agencyOf(catalogue, agency)?.services.find((service) => service.id === id) ?? null;
}

/** The zone of an agency, null if it has none here. */
export function zoneOf(catalogue, agency) {
  return catalogue?.zones.find((zone) => zone.id === agency?.zone) ?? null;
}

/** The agencies of this hall, and those that are elsewhere or only planned. */
export function tiles(catalogue) {
  const isAway = (agency) => AWAY.includes(agency.closed_reason);
  const { agencies } = catalogue;
  return { here: agencies.filter((a) => !isAway(a)), away: agencies.filter(isAway) };
}

/** The break, {id, en}, that every agency that is open here has now; null while some of them call. */
export function sharedBreak(catalogue) {
  const open = tiles(catalogue).here.filter((agency) => agency.open);
  const first = open[0]?.break_text;
  const isShared = first && open.every(({ break_text: text }) => text?.id === first.id);
  return isShared ? first : null;
}

/** The service of an agency that has only one. */
export function onlyService(catalogue, agency) {
  const services = agencyOf(catalogue, agency)?.services ?? [];
  return services.length === 1 ? services[0].id : null;
}
