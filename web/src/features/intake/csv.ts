/** Rows of cells; quotes, doubled quotes and line breaks inside quotes as spreadsheets write them. */
export function read_csv(text: string): string[][] {
  const body = text.replace(/^\uFEFF/, '');
  const mark = separator_of(body);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const end_row = () => {
    row.push(cell);
    if (row.some((one) => one.trim() !== '')) rows.push(row);
    row = [];
    cell = '';
  };
  for (let at = 0; at < body.length; at += 1) {
    const letter = body[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (body[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === mark) {
      row.push(cell);
      cell = '';
    } else if (letter === '\n') end_row();
    else if (letter !== '\r') cell += letter;
  }
  end_row();
  return rows;
}

/** A Vietnamese Excel writes semicolons; others write commas or tabs. The first line tells. */
function separator_of(text: string): string {
  const [head = ''] = text.split('\n', 1);
  const count = (mark: string) => head.split(mark).length;
  return [';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ',');
}

/** With the mark at its front by which Excel knows UTF-8. A cell that Excel would take for a
 * formula gets a quote before it. */
export function write_csv(rows: string[][]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t]/.test(text) && !/^-?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text;
    return /[",\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
