/** All times of the system are those of Việt Nam, wherever the browser stands. */
const zone = 'Asia/Ho_Chi_Minh';
const offset_ms = 7 * 3_600_000;
const day_ms = 86_400_000;

type Language = string;
const locale = (language: Language) => (language.startsWith('en') ? 'en-GB' : 'vi-VN');

function format(ms: number, language: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(language), { timeZone: zone, ...options }).format(ms);
}

/** `05:30` */
export function clock(ms: number): string {
  return format(ms, 'en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** `05:30:07`, for proofs */
export function clock_seconds(ms: number): string {
  return format(ms, 'en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** `Thứ Bảy, 21/11/2026` */
export function day(ms: number, language: Language): string {
  return format(ms, language, {
    weekday: 'long', day: '2-digit', month: '2-digit', year: 'numeric',
  });
}

/** `21/11/2026` */
export function date(ms: number): string {
  return format(ms, 'en-GB', { day: '2-digit', month: '2-digit', year: 'numeric' });
}

/** The local date as the API writes it: `2026-11-21`. */
export function local_date(ms: number): string {
  return new Date(ms + offset_ms).toISOString().slice(0, 10);
}

/** The first instant of a local date. */
export function start_of(date_text: string): number {
  return Date.parse(`${date_text}T00:00:00Z`) - offset_ms;
}

export function start_of_day(ms: number): number {
  return start_of(local_date(ms));
}

export function add_days(date_text: string, days: number): string {
  return local_date(start_of(date_text) + days * day_ms);
}

/** Milliseconds since local midnight. */
export function time_of_day(ms: number): number {
  return (ms + offset_ms) % day_ms;
}

/** ISO weekday of a local date: 1 = Monday … 7 = Sunday. */
export function weekday(date_text: string): number {
  return new Date(`${date_text}T00:00:00Z`).getUTCDay() || 7;
}

/** `05:30` → milliseconds since midnight; undefined when it is not a time. */
export function parse_clock(text: string): number | undefined {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  if (!match) return undefined;
  return (Number(match[1]) * 60 + Number(match[2])) * 60_000;
}

/** As officers type it: `5h30`, `530`, `5.30`, `5h` → `05:30`; undefined when it is no time. */
export function tidy_clock(text: string): string | undefined {
  const match = /^(\d{1,2})\s*(?:[:.hg]\s*)?(\d{2})?\s*p?$/i.exec(text.trim());
  if (!match) return undefined;
  const tidy = `${match[1]?.padStart(2, '0')}:${match[2] ?? '00'}`;
  return parse_clock(tidy) === undefined ? undefined : tidy;
}

/** `hôm nay 05:30`, `ngày mai 17:00`, `Thứ Hai, 23/11/2026 05:30` */
export function when(ms: number, now: number, language: Language): string {
  const days = Math.round((start_of_day(ms) - start_of_day(now)) / day_ms);
  const english = language.startsWith('en');
  const name =
    days === 0 ? (english ? 'today' : 'hôm nay')
    : days === 1 ? (english ? 'tomorrow' : 'ngày mai')
    : days === -1 ? (english ? 'yesterday' : 'hôm qua')
    : day(ms, language);
  return `${clock(ms)} ${name}`;
}

/** `2 phút 05 giây` */
export function duration(ms: number, language: Language): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const [m, s] = language.startsWith('en') ? ['min', 's'] : ['phút', 'giây'];
  if (minutes === 0) return `${rest} ${s}`;
  return rest === 0 ? `${minutes} ${m}` : `${minutes} ${m} ${String(rest).padStart(2, '0')} ${s}`;
}

/** `12 giây trước` */
export function ago(ms: number, now: number, language: Language): string {
  const seconds = Math.max(0, Math.round((now - ms) / 1000));
  const relative = new Intl.RelativeTimeFormat(locale(language), { numeric: 'auto' });
  if (seconds < 60) return relative.format(-seconds, 'second');
  if (seconds < 3600) return relative.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour');
  return relative.format(-Math.round(seconds / 86_400), 'day');
}
