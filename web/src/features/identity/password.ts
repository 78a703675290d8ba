/**
 * A hint only; the server decides. Length counts for more than odd signs, because a long phrase is
 * both harder to guess and easier to keep in mind.
 */
export function password_strength(password: string): 0 | 1 | 2 | 3 {
  const letters = Array.from(password);
  const kinds = new Set(letters).size;
  if (letters.length < 10 || kinds < 5) return 0;
  if (letters.length < 14) return 1;
  if (letters.length < 18 || kinds < 8) return 2;
  return 3;
}
