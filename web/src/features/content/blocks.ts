import type { components } from '../../api/schema';

/** A piece of a document as the server keeps it. */
export type Block = components['schemas']['ContentTextBlock'];
type ImportedBlock = components['schemas']['MediaTextBlock'];

const heading = /^(#{1,6})\s+(.+)$/u;
const list_item = /^(\s*)([-•+*–]|\d{1,3}[.)]|[\p{L}][.)])\s+(.+)$/u;

/** What the officer edits: one block a line, `#` before headings, lists with their markers. */
export function text_of(blocks: (Block | ImportedBlock)[]): string {
  const lines: string[] = [];
  let before: string | undefined;
  for (const { kind, level, marker, text } of blocks) {
    // Air between paragraphs; lists stay together.
    if (before && !(kind === 'list_item' && before === 'list_item')) lines.push('');
    if (kind === 'heading') lines.push(`${'#'.repeat(Math.max(1, level))} ${text}`);
    else if (kind === 'list_item') lines.push(`${'  '.repeat(level)}${marker || '-'} ${text}`);
    else lines.push(text);
    before = kind;
  }
  return lines.join('\n');
}

/** The same way back. */
export function blocks_of(text: string): Block[] {
  return text.split('\n').filter((line) => line.trim()).map((line) => {
    const titled = heading.exec(line);
    if (titled) {
      return { kind: 'heading', level: titled[1]?.length ?? 1, text: titled[2]?.trim() ?? '' };
    }
    const listed = list_item.exec(line);
    if (listed) {
      const level = Math.min(8, Math.floor((listed[1]?.length ?? 0) / 2));
      return { kind: 'list_item', level, marker: listed[2], text: listed[3]?.trim() ?? '' };
    }
    return { kind: 'paragraph', level: 0, text: line.trim() };
  });
}
