import { read_csv } from './csv';

/** The first sheet of an Excel file or the rows of a CSV, as texts. The reader of Excel files is
 * fetched when one is opened; it runs in this browser and the file goes nowhere. */
export async function read_rows(file: File): Promise<string[][]> {
  if (!/\.xlsx$/i.test(file.name)) return read_csv(await file.text());
  const { readSheet } = await import('read-excel-file/browser');
  const rows = await readSheet(file);
  return rows
    .map((row) => row.map(text_of))
    .filter((row) => row.some((cell) => cell !== ''));
}

function text_of(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell).trim();
}
