export interface Piece {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** More work than this in one comparison is not worth an officer's time: all is then new. */
const cells_max = 4_000_000;

/** Words with the white space behind them, so that joined pieces are the text again. */
const words_of = (text: string) => text.match(/\S+\s*|\s+/gu) ?? [];

function push(pieces: Piece[], kind: Piece['kind'], text: string) {
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += text;
  else if (text) pieces.push({ kind, text });
}

/** The longest common subsequence of words; `table[i][j]` is its length from i and j on. */
function middle(before: string[], after: string[]): Piece[] {
  const pieces: Piece[] = [];
  if (before.length * after.length > cells_max) {
    push(pieces, 'removed', before.join(''));
    push(pieces, 'added', after.join(''));
    return pieces;
  }
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  const same = (i: number, j: number) => before[i]?.trim() === after[j]?.trim();
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = same(i, j)
        ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && same(i, j)) {
      push(pieces, 'same', after[j] ?? '');
      i += 1;
      j += 1;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) {
      push(pieces, 'removed', before[i] ?? '');
      i += 1;
    } else {
      push(pieces, 'added', after[j] ?? '');
      j += 1;
    }
  }
  return pieces;
}

/** What was taken out and put in between two texts, word by word. */
export function difference(before_text: string, after_text: string): Piece[] {
  const before = words_of(before_text);
  const after = words_of(after_text);
  let head = 0;
  while (head < before.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head &&
    before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const pieces: Piece[] = [];
  push(pieces, 'same', after.slice(0, head).join(''));
  const changed = middle(
    before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  for (const one of changed) push(pieces, one.kind, one.text);
  push(pieces, 'same', after.slice(after.length - tail).join(''));
  return pieces;
}
