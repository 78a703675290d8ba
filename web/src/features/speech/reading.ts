import type { Reading, Token } from './api';

/** The sentences of a reading, gathered into paragraphs as they stand on the screen. */
export function paragraphs_of(reading: Reading): Token[][] {
  const paragraphs: Token[][] = [];
  let current: Token[] = [];
  for (const { tokens, break_after } of reading.sentences) {
    current.push(...tokens);
    if (break_after === 'sentence') continue;
    paragraphs.push(current);
    current = [];
  }
  if (current.length > 0) paragraphs.push(current);
  return paragraphs;
}

/** Read otherwise than written, so that an officer should see it at a glance. */
export function is_changed(token: Token): boolean {
  return !['word', 'pause', 'silent', 'unreadable'].includes(token.kind);
}

/** The reader had to guess, or could not read it at all. */
export function is_doubtful(token: Token): boolean {
  return token.kind === 'letters' || token.kind === 'unreadable';
}

/** What stands on the screen for a token: what is heard, or a sign that nothing is. */
export function shown(token: Token): string {
  if (token.kind === 'unreadable') return token.source;
  if (token.kind === 'word') return token.source;
  return token.spoken;
}
