import { describe, expect, test } from 'vitest';
import { read_csv, write_csv } from './csv';
import { blindness_of } from './blindness';
import { label_of } from './label';
import { check_table, sample } from './table';

describe('the label of a machine', () => {
  test.each([
    ['VT-0042', { serial: 'VT-0042' }],
    ['https://hang.example.vn/m?serial=VT-0042&model=TT-20', { serial: 'VT-0042', model: 'TT-20' }],
    ['SN: VT-0042\nModel: TT-20 Pro', { serial: 'VT-0042', model: 'TT-20 Pro' }],
    ['S/N=VT-0042;M=TT-20', { serial: 'VT-0042', model: 'TT-20' }],
  ])('%s is read', (text, label) => {
    expect(label_of(text)).toEqual(label);
  });
  test.each(['', 'https://hang.example.vn/', 'Bảo hành 24 tháng', 'SN: số máy'])(
    '“%s” is no label', (text) => {
      expect(label_of(text)).toBeUndefined();
    });
});

describe('a file of rows', () => {
  test('commas, semicolons and tabs are told apart by the first line', () => {
    for (const mark of [',', ';', '\t']) {
      expect(read_csv(`a${mark}b\r\n1${mark}2\r\n`)).toEqual([['a', 'b'], ['1', '2']]);
    }
  });
  test('quotes hold separators, line breaks and quotes; empty lines are left out', () => {
    expect(read_csv('\uFEFFa,b\n"x, ""y""\nz",2\n\n,\n')).toEqual([['a', 'b'], ['x, "y"\nz', '2']]);
  });
  test('what is written is read again, and no cell becomes a formula', () => {
    const rows = [['tên', 'số'], ['a "b", c', '1'], ['-1', '2;3']];
    expect(read_csv(write_csv(rows))).toEqual(rows);
    expect(write_csv([['=HYPERLINK("x")']])).toContain("'=HYPERLINK");
  });
});

describe('a table of machines', () => {
  const own = { area: '91/31069' };
  const head = ['STT', 'TÊN CỤM LOA *', 'Số máy', 'Tọa độ', 'Số loa', 'Mã xã'];
  const check = (...rows: string[][]) => check_table([head, ...rows], own);

  test('columns are found by their titles, with or without tone marks', () => {
    const { rows, lacking } = check(['1', ' Cụm A ', 'A-1', '9.5, 105.2', '4', '31069']);
    expect(lacking).toEqual([]);
    expect(rows[0]).toMatchObject({
      line: 2, faults: [],
      details: {
        name: 'Cụm A', serial: 'A-1', kind: 'cluster', area: '91/31069', speakers: 4,
        position: { latitude: 9.5, longitude: 105.2 },
      },
    });
  });

  test('every fault of a row is told, and the row is not sent', () => {
    const { rows } = check(
      ['1', '', 'số 1', 'ngoài chợ', 'bốn', '31012'], ['2', 'B', 'B-1', '', '', ''],
      ['3', 'C', 'b-1', '', '', ''],
    );
    expect(rows[0]?.faults).toEqual([
      { column: 'name', kind: 'missing' }, { column: 'serial', kind: 'shape' },
      { column: 'speakers', kind: 'number' }, { column: 'position', kind: 'position' },
      { column: 'area', kind: 'area' },
    ]);
    expect(rows.map(({ details }) => details !== undefined)).toEqual([false, true, false]);
    expect(rows[2]?.faults).toEqual([{ column: 'serial', kind: 'twice' }]);
  });

  test('a province names its communes by code, and no commune of another', () => {
    const province = (code: string) =>
      check_table([head, ['1', 'A', 'A-1', '', '', code]], { area: '91' }).rows[0];
    expect(province('31069')?.details?.area).toBe('91/31069');
    expect(province('91/31069')?.details?.area).toBe('91/31069');
    expect(province('92/31069')?.faults).toEqual([{ column: 'area', kind: 'area' }]);
  });

  test('without a name or a serial there is nothing to register', () => {
    expect(check_table([['Ghi chú'], ['x']], own).lacking).toEqual(['name', 'serial']);
    expect(check_table([], own).rows).toEqual([]);
  });

  test('the sample file passes its own check', () => {
    expect(check_table(sample, own).rows[0]?.faults).toEqual([]);
  });
});

test('why the camera shows nothing is told apart', () => {
  const named = (name: string) => Object.assign(new Error(), { name });
  expect(blindness_of(named('NotAllowedError'))).toBe('denied');
  expect(blindness_of(named('NotReadableError'))).toBe('busy');
  expect(blindness_of(named('NotFoundError'))).toBe('no_camera');
  // Pages that did not come over TLS have no camera to ask for.
  expect(blindness_of(new TypeError())).toBe('no_camera');
});
