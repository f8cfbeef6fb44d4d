// Money by its currency, times in the viewer's zone.

/** An amount, a decimal string, as people write it. `Intl` takes the string itself: no digit is lost. */
export function money(amount, currency) {
  if (amount === null || amount === undefined) return "–";
  try {
    return new Intl.NumberFormat(undefined, { style: "currency", currency }).format(amount);
  } catch {
    return currency ? `${amount} ${currency}` : String(amount);
  }
}

export const count = (number) => new Intl.NumberFormat().format(number);

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const dayAlone = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const dayShort = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });
const monthShort = new Intl.DateTimeFormat(undefined, { month: "short", year: "2-digit", timeZone: "UTC" });
const monthAlone = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" });

/** A moment in the viewer's zone. */
export const time = (at) => (at ? moment.format(new Date(at)) : "–");

/** A day of the store's calendar: it is the same day in every zone. */
export const day = (date) => dayAlone.format(new Date(`${date}T00:00:00Z`));
export const shortDay = (date) => dayShort.format(new Date(`${date}T00:00:00Z`));
export const shortMonth = (date) => monthShort.format(new Date(`${date}T00:00:00Z`));
export const month = (date) => monthAlone.format(new Date(`${date}T00:00:00Z`));

const STEPS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** How long ago. */
export function ago(at) {
  if (!at) return "never";
  const seconds = (new Date(at) - Date.now()) / 1000;
  const [unit, length] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(seconds / length), unit);
}

export const duration = (ms) => (ms < 1000 ? `${ms} ms` : ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`);

/** How long from one moment to another. */
export const span = (from, to) => (from && to ? duration(new Date(to) - new Date(from)) : "–");

/** How long something will take, roughly. */
export const soon = (seconds) => (seconds < 90 ? `about ${Math.ceil(seconds / 5) * 5} s` : seconds < 5400 ? `about ${Math.round(seconds / 60)} min` : `about ${Math.round(seconds / 3600)} h`);

/** How many in a time that people count in. */
export const pace = (perSecond) => (perSecond >= 1 ? `${count(Number(perSecond.toFixed(1)))} a second` : `${count(Math.round(perSecond * 60))} a minute`);

/** The moment at which a day begins where the viewer is. */
export const localMidnight = (date) => new Date(`${date}T00:00:00`).toISOString();

/** The viewer's day, so many days from today, as yyyy-mm-dd. */
export function localDay(offset = 0) {
  const at = new Date();
  at.setDate(at.getDate() + offset);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
}

export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Advice is kept as a line of a log; on the page it begins as a sentence does. */
export const sentence = (text) => (text ? text[0].toUpperCase() + text.slice(1) : "");
