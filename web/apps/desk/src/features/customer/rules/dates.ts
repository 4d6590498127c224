/** A calendar day or moment as a date. */
export function dateText(at: string, locale: string): string {
  // A bare day is that day everywhere; read as UTC it would be the day before west of Greenwich.
  const day = /^\d{4}-\d{2}-\d{2}$/.test(at) ? new Date(`${at}T00:00:00`) : new Date(at);
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "2-digit", day: "2-digit" }).format(day);
}
