/** What stands on the shell of a machine. */
export interface Label {
  serial: string;
  model?: string;
}

const serial_shape = /^[0-9A-Za-z._-]{1,64}$/;
const serial_names = ['serial', 'sn', 's/n', 'so_may'];
const model_names = ['model', 'm', 'loai_may'];

function named(pairs: [string, string][]): Label | undefined {
  const find = (names: string[]) =>
    pairs.find(([name]) => names.includes(name.trim().toLowerCase()))?.[1].trim();
  const serial = find(serial_names);
  const model = find(model_names);
  if (!serial || !serial_shape.test(serial)) return undefined;
  return { serial, ...(model ? { model } : {}) };
}

/** Makers print a bare serial, an address with `?serial=…&model=…`, or lines such as `SN: …`. */
export function label_of(text: string): Label | undefined {
  const bare = text.trim();
  if (serial_shape.test(bare)) return { serial: bare };
  const asked = bare.indexOf('?');
  if (asked >= 0) return named([...new URLSearchParams(bare.slice(asked + 1))]);
  return named(bare.split(/[\n;,|]/).flatMap((line): [string, string][] => {
    const [, name = '', value = ''] = /^\s*([^:=]+)[:=]\s*(.+)$/.exec(line) ?? [];
    return value ? [[name, value]] : [];
  }));
}
