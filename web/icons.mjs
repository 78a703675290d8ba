// Makes the icons of the installed console from public/icon.svg: node icons.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const svg = await readFile('public/icon.svg', 'utf8');
// A phone cuts its own shape out of a maskable icon: colour to the edge, the drawing in the middle.
const wanted = [
  ['icon-192.png', 192, 1], ['icon-512.png', 512, 1], ['icon-maskable.png', 512, 0.7],
  ['apple-touch-icon.png', 180, 0.8],
];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'],
});
for (const [name, side, scale] of wanted) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  const ground = scale < 1 ? '#0b6b6d' : 'transparent';
  await page.setContent(`<body style="margin:0;background:${ground};display:grid;place-items:center;
    height:100vh"><div style="width:${scale * 100}%">${svg}</div></body>`);
  await writeFile(`public/${name}`, await page.screenshot({ omitBackground: true }));
}
await browser.close();
