// Fails when a page would load more compressed script than a slow line can bear: each page is
// counted as if it were the first one opened, with everything that it imports and the words that it
// says. Compressed as the server sends it over TLS (compress.mjs). Builds in memory.
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';
import { KB, page_bytes_max, phone_bytes_max } from './limits.mjs';

const PHONE_PAGES = ['SignInPage', 'HomePage', 'EmergencyPage', 'StatusPage', 'RunPage'];

const { output } = await build({ logLevel: 'error', build: { write: false } });
const chunks = new Map(output.filter((one) => one.type === 'chunk').map((one) => [one.fileName, one]));
const entry = [...chunks.values()].find((one) => one.isEntry);
// Two of its parts tell each other their state while they are drawn, and on Preact that need never end.
const refused = [...chunks.values()].flatMap(({ modules }) => Object.keys(modules))
  .filter((module) => module.includes('/node_modules/react-number-format/'));
if (refused.length > 0) throw new Error(`use components/NumberField instead of ${refused[0]}`);
const bytes = new Map([...chunks].map(([name, { code }]) =>
  [name, brotliCompressSync(code).length]));
const words_of = new Map([...chunks.values()].flatMap((one) => {
  const feature = /features\/(\w+)\/strings\.vi\.json$/.exec(one.facadeModuleId ?? '')?.[1];
  return feature ? [[feature, one.fileName]] : [];
}));

/** Whatever has to be there before the page is. */
function loaded_with(names) {
  const found = new Set();
  const wanted = [...names];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const chunk = chunks.get(name);
    wanted.push(...(chunk?.imports ?? []));
    if (chunk === entry) continue;
    for (const module of Object.keys(chunk?.modules ?? {})) {
      const words = words_of.get(/features\/(\w+)\/\w+\.tsx$/.exec(module)?.[1] ?? '');
      if (words) wanted.push(words);
    }
  }
  return [...found].reduce((sum, name) => sum + (bytes.get(name) ?? 0), 0);
}

// Pages are what the router fetches by name; English words and the like are no pages.
const pages = entry.dynamicImports.filter((name) =>
  /features\/\w+\/\w+\.tsx$/.test(chunks.get(name)?.facadeModuleId ?? ''));
const sizes = pages
  .map((name) => ({
    page: name.replace(/^assets\/|-[\w-]{8}\.js$/g, ''), size: loaded_with([entry.fileName, name]),
  }))
  .sort((a, b) => b.size - a.size);
if (sizes.length === 0) throw new Error('no page was found in the build');
const on_phone = sizes.filter(({ page }) => PHONE_PAGES.includes(page));
if (on_phone.length !== PHONE_PAGES.length) throw new Error('a page of the telephone is missing');

const words = ({ page, size }) => `${(size / KB).toFixed(0).padStart(4)} kB  ${page}`;
function limit(name, list, most) {
  const heavy = list.filter(({ size }) => size > most);
  if (heavy.length > 0) {
    console.error(`${name}: over ${most / KB} kB of compressed script\n${heavy.map(words).join('\n')}`);
    process.exitCode = 1;
  } else {
    console.log(`${name}, heaviest of ${list.length}, at most ${most / KB} kB:${words(list[0])}`);
  }
}
limit('first page', sizes, page_bytes_max);
limit('first page on a telephone', on_phone, phone_bytes_max);
if (process.env.ALL) console.log(sizes.map(words).join('\n'));
