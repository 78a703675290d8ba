// Fails when a page would load more compressed script than a slow line can bear: each page is
// counted as if it were the first one opened, with everything that it imports. Builds in memory.
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const PAGE_BYTES_MAX = 300 * 1024;

const { output } = await build({ logLevel: 'error', build: { write: false } });
const chunks = new Map(output.filter((one) => one.type === 'chunk').map((one) => [one.fileName, one]));
const entry = [...chunks.values()].find((one) => one.isEntry);
const bytes = new Map([...chunks].map(([name, { code }]) => [name, gzipSync(code).length]));

function loaded_with(names) {
  const found = new Set();
  const wanted = [...names];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    wanted.push(...(chunks.get(name)?.imports ?? []));
  }
  return [...found].reduce((sum, name) => sum + (bytes.get(name) ?? 0), 0);
}

// Pages are what the router fetches by name; English words and the like are no pages.
const pages = entry.dynamicImports.filter((name) =>
  /features\/\w+\/\w+\.tsx$/.test(chunks.get(name)?.facadeModuleId ?? ''));
// A page waits for the words of its own feature, if these are not in the first script.
function words_of(name) {
  const feature = /features\/(\w+)\//.exec(chunks.get(name)?.facadeModuleId ?? '')?.[1];
  const own = [...chunks.values()].find((one) =>
    one.facadeModuleId?.endsWith(`features/${feature}/strings.vi.json`));
  return own ? [own.fileName] : [];
}
const sizes = pages
  .map((name) => ({ name, size: loaded_with([entry.fileName, name, ...words_of(name)]) }))
  .sort((a, b) => b.size - a.size);
if (sizes.length === 0) throw new Error('no page was found in the build');
const words = ({ name, size }) =>
  `${(size / 1024).toFixed(0).padStart(4)} kB  ${name.replace(/^assets\/|-[\w-]{8}\.js$/g, '')}`;
const heavy = sizes.filter(({ size }) => size > PAGE_BYTES_MAX);
if (heavy.length > 0) {
  console.error(`over ${PAGE_BYTES_MAX / 1024} kB of compressed script:\n${heavy.map(words).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`compressed script, heaviest first page:${words(sizes[0])}`);
}
