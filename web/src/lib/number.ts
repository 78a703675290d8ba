/** What a field of a number takes. Without decimals, whole numbers alone. */
export interface Allowed {
  min: number;
  max: number;
  /** How many digits may stand after the comma. */
  decimals?: number;
}

export type Refusal =
  | 'empty' | 'no_number' | 'not_whole' | 'too_fine' | 'too_small' | 'too_large';

/** What typed text means: a number, or why it is none and which number comes nearest to it. */
export type Reading =
  | { value: number; refusal?: undefined }
  | { value?: undefined; refusal: Refusal; nearest?: number };

const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
const within = (value: number, { min, max }: Allowed) => Math.max(min, Math.min(max, value));

/**
 * A comma as Vietnamese write it, or a dot. Where only whole numbers are taken, a dot or a space
 * parts the thousands: `1.500`. Nothing is guessed: `1,000` is a thousand to some and one to others.
 */
export function read_number(typed: string, allowed: Allowed): Reading {
  const decimals = allowed.decimals ?? 0;
  const text = typed.trim().replace('−', '-');
  if (text === '') return { refusal: 'empty' };
  const plain = decimals === 0 && /^-?\d{1,3}([.\s]\d{3})+$/.test(text)
    ? text.replace(/[.\s]/g, '') : text.replace(',', '.');
  const digits = /^-?(?=\.?\d)\d*(?:\.(\d*))?$/.exec(plain);
  if (!digits) return { refusal: 'no_number' };
  if (decimals === 0 && digits[1] !== undefined) return { refusal: 'not_whole' };
  const value = Number(plain);
  const nearest = within(rounded(value, decimals), allowed);
  if (value < allowed.min) return { refusal: 'too_small', nearest };
  if (value > allowed.max) return { refusal: 'too_large', nearest };
  if ((digits[1] ?? '').length > decimals) return { refusal: 'too_fine', nearest };
  return { value };
}

/** As a field shows it: no thousands are parted, so that what is shown can be typed over. */
export function number_text(value: number | undefined, decimals: number, language: string): string {
  if (value === undefined) return '';
  return new Intl.NumberFormat(language.startsWith('en') ? 'en-GB' : 'vi-VN', {
    useGrouping: false, maximumFractionDigits: decimals,
  }).format(value);
}

/** One step up or down from a number, or the least number where there was none. */
export function stepped(value: number | undefined, by: number, allowed: Allowed): number {
  if (value === undefined) return allowed.min;
  return within(rounded(value + by, allowed.decimals ?? 0), allowed);
}

/** While somebody types, what is there may be only the beginning of a number. */
export const may_grow = (refusal: Refusal | undefined) =>
  refusal === 'empty' || refusal === 'too_small';
