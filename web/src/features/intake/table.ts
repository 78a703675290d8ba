import type { components } from '../../api/schema';
import { parse_position } from '../devices/map/features';

export type Details = components['schemas']['DevicesDetails'];
export type FaultKind = 'missing' | 'shape' | 'twice' | 'number' | 'position' | 'area';
export interface Fault {
  column: Column;
  kind: FaultKind;
}
export interface Row {
  /** As the spreadsheet counts it. */
  line: number;
  cells: string[];
  /** Present when the row has no fault of its own; the server looks once more. */
  details?: Details;
  faults: Fault[];
}
export interface Table {
  head: string[];
  rows: Row[];
  /** Columns without which nothing can be registered. */
  lacking: Column[];
}

/** What a column may be called, without tone marks; the first is what the sample file says. */
const names = {
  name: ['ten cum loa', 'ten', 'ten thiet bi', 'ten may', 'name'],
  serial: ['so may', 'serial', 'so seri', 'so serial', 'ma may', 'seri'],
  place: ['cho lap', 'vi tri lap dat', 'dia diem', 'noi lap', 'place'],
  position: ['toa do', 'position'],
  area: ['ma xa', 'ma dia ban', 'ma don vi', 'area'],
  vendor: ['hang', 'hang san xuat', 'vendor'],
  model: ['loai may', 'model'],
  speakers: ['so loa', 'speakers'],
  watt: ['cong suat', 'cong suat (w)', 'watt'],
  sim_number: ['so sim', 'sim'],
  note: ['ghi chu', 'note'],
} satisfies Record<string, string[]>;
export type Column = keyof typeof names;
export const columns = Object.keys(names) as Column[];
export const rows_max = 5000;

const plain = (text: string) => text.toLocaleLowerCase('vi').normalize('NFD')
  .replace(/\p{M}/gu, '').replaceAll('đ', 'd').replace(/[*:]/g, '').replace(/\s+/g, ' ').trim();

function column_of(title: string): Column | undefined {
  const wanted = plain(title);
  return columns.find((one) => names[one].some((name) => name === wanted));
}

interface Context {
  /** Of the one who imports; rows without a code belong to it. */
  area: string;
}

/** Finds the columns by their titles and checks every row; nothing is sent yet. */
export function check_table([head = [], ...body]: string[][], context: Context): Table {
  const found = new Map<Column, number>();
  head.forEach((title, index) => {
    const column = column_of(title);
    if (column && !found.has(column)) found.set(column, index);
  });
  const lacking = (['name', 'serial'] as const).filter((one) => !found.has(one));
  const seen = new Set<string>();
  const rows = body.slice(0, rows_max).map((cells, index): Row => {
    const text = (column: Column) => cells[found.get(column) ?? -1]?.normalize('NFC').trim() ?? '';
    const { details, faults } = check_row(text, context);
    const serial = details.serial.toLocaleUpperCase();
    if (serial && seen.has(serial)) faults.push({ column: 'serial', kind: 'twice' });
    seen.add(serial);
    return { line: index + 2, cells, faults, ...(faults.length === 0 ? { details } : {}) };
  });
  return { head, rows, lacking };
}

function check_row(text: (column: Column) => string, { area }: Context) {
  const faults: Fault[] = [];
  const fault = (column: Column, kind: FaultKind) => void faults.push({ column, kind });
  const details: Details = { name: text('name'), kind: 'cluster', serial: text('serial'), area };
  if (!details.name) fault('name', 'missing');
  if (!details.serial) fault('serial', 'missing');
  else if (!/^[0-9A-Za-z._-]{1,64}$/.test(details.serial)) fault('serial', 'shape');
  for (const column of ['place', 'vendor', 'model', 'sim_number', 'note'] as const) {
    if (text(column)) details[column] = text(column);
  }
  for (const column of ['speakers', 'watt'] as const) {
    if (!text(column)) continue;
    const number = Number(text(column).replace(',', '.'));
    if (Number.isInteger(number) && number >= 0) details[column] = number;
    else fault(column, 'number');
  }
  if (text('position')) {
    const position = parse_position(text('position'));
    if (position) details.position = position;
    else fault('position', 'position');
  }
  const place = area_of(text('area'), area);
  if (place === undefined) fault('area', 'area');
  else details.area = place;
  return { details, faults };
}

/** A commune's code below the own province, or a whole path; undefined when it lies elsewhere. */
function area_of(code: string, own: string): string | undefined {
  if (!code) return own;
  const path = code.includes('/') || own.includes('/') || own === '' ? code : `${own}/${code}`;
  if (own.endsWith(`/${code}`)) return own;
  if (!/^\d{2}(\/\d{5})?(\/[\w-]+)?$/.test(path)) return undefined;
  return own === '' || path === own || path.startsWith(`${own}/`) ? path : undefined;
}

export const sample: string[][] = [
  ['Tên cụm loa', 'Số máy', 'Chỗ lắp', 'Tọa độ', 'Loại máy', 'Số loa', 'Số SIM', 'Ghi chú'],
  ['Cụm ấp Vĩnh Đông 2', 'VT-0042', 'Nhà văn hóa ấp Vĩnh Đông 2', '9.5284, 105.2731', '', '4', '', ''],
];
