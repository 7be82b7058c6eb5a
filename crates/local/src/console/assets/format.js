// How times, lengths and names are written.

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const SHORT = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

const isToday = (date) => date.toDateString() === new Date().toDateString();

/** The time of day with seconds. */
export const clock = (at) => CLOCK.format(new Date(at));
/** The time of day, or the date if it was another day. */
export function when(at) {
  const date = new Date(at);
  return isToday(date) ? SHORT.format(date) : DAY.format(date);
}
/** Date and time. */
export const whole = (at) => WHOLE.format(new Date(at));

/** A duration in milliseconds. */
export function duration(ms) {
  if (ms === null || ms === undefined) return "";
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function bytes(length) {
  if (length < 1024) return `${length} bytes`;
  if (length < 1024 * 1024) return `${(length / 1024).toFixed(1)} KB`;
  return `${(length / 1024 / 1024).toFixed(1)} MB`;
}

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** The first letters of a name. */
export function initials(name) {
  const words = (name ?? "").trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? "?").slice(0, 1);
  return letters.toUpperCase();
}

/** What a user is called. */
export function userName(user) {
  if (!user) return "Somebody";
  return user.name || Object.values(user.tags ?? {})[0] || `User ${user.id.slice(-4)}`;
}

/** A tag's key without the alias in front. */
export const ownKey = (alias, key) => (alias && key.startsWith(`${alias}:`) ? key.slice(alias.length + 1) : key);

/** `accountName` as `Account name`. */
export function words(name) {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim();
  return spaced ? spaced[0].toUpperCase() + spaced.slice(1).toLowerCase() : name;
}
