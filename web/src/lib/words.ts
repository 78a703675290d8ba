/** Words of a sentence in the reader's language, from a reply that carries both. */
export function in_language(text: { vi: string; en: string }, language: string): string {
  return language.startsWith('en') ? text.en : text.vi;
}

/** Syllables: what an officer calls words when judging the length of a bulletin. */
export function count_words(text: string): number {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** A rough reading time: Vietnamese radio reads about 220 syllables a minute. */
export function reading_ms(text: string): number {
  return (count_words(text) / 220) * 60_000;
}

/** Small letters without tone marks: `Vĩnh Thuận` and `vinh thuan` are the same to a search. */
export function fold(text: string): string {
  return text.toLocaleLowerCase('vi').normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
}
