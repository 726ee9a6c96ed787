// Times and durations in words.

/** "42 s", "7 min", "3 h 5 min", "2 d 4 h". */
export function duration(/** @type {number} */ millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes === 0) return `${seconds} s`;
  if (hours === 0) return `${minutes} min`;
  if (days === 0) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

export function since(/** @type {string} */ iso, /** @type {number} */ now) {
  return duration(now - Date.parse(iso));
}

/** The same to the minute, for what is to come. */
export function until(/** @type {string} */ iso) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  return at.toLocaleString([], today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}

/** The time of day, with the date unless it is today. */
export function clock(/** @type {string | number} */ when) {
  const at = new Date(when);
  const today = at.toDateString() === new Date().toDateString();
  return at.toLocaleString([], today ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" });
}

/** "4:59", or "1 h 5 min" where seconds do not matter. */
export function countdown(/** @type {number} */ millis) {
  const seconds = Math.max(0, Math.ceil(millis / 1000));
  if (seconds >= 3600) return duration(millis);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
