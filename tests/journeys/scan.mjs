// The live camera, on a phone at a real server: without a camera, or without the owner's leave, the
// way out is said; a code that is no label is said to be none; the label on the machine fills in its
// serial, and with the code that then appears (read here from its QR code) a real player is claimed.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { camera_that_sees } from './camera.mjs';
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, from_web, picture, watch, with_browser, with_console } from './support.mjs';

const { decodeQR } = await import(pathToFileURL(from_web.resolve('qr/decode.js')));
const technician = { user: process.env.TECHNICIAN, password: process.env.PASSWORD };
const serial = 'CAM-0042';

async function look(page, name) {
  await picture(page, `scan-${name}`);
  await check_accessible(page, name);
}

async function on_phone(browser, url, permissions, complaints) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 780 }, locale: 'vi-VN',
  });
  context.setDefaultTimeout(90_000);
  await context.grantPermissions(permissions, { origin: url });
  const page = await context.newPage();
  watch(page, url, complaints);
  await sign_in(page, url, technician);
  await page.goto(`${url}/devices/new`);
  await button(page, 'Quét mã trên máy').click();
  await page.getByRole('dialog').waitFor();
  return page;
}

/** What the screen shows, read as another phone would read it. */
async function read_screen(context, element) {
  const shot = (await element.screenshot()).toString('base64');
  const page = await context.newPage();
  const { data, width, height } = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    // Some white around it, as there is on a screen.
    [canvas.width, canvas.height] = [image.width + 80, image.height + 80];
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 40, 40);
    const seen = pen.getImageData(0, 0, canvas.width, canvas.height);
    return { data: [...seen.data], width: seen.width, height: seen.height };
  }, shot);
  await page.close();
  return decodeQR({ data: Uint8Array.from(data), width, height });
}

async function claim(code, folder) {
  await promisify(execFile)(process.env.PLAYER, [
    'claim', '--server', process.env.DEVICE_URL, '--code', code, '--serial', serial,
    '--state', join(folder, 'player'),
  ], { timeout: 120_000 });
}

async function register_by_camera(browser, url, folder, complaints) {
  const page = await on_phone(browser, url, ['camera'], complaints);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  check(await page.getByLabel('Số máy (serial)').inputValue() === serial, 'the serial is read');
  check(await page.getByLabel('Loại máy').inputValue() === 'TT-20', 'the model is read');
  await page.getByLabel('Tên cụm loa').fill('Cụm quét mã');
  await page.locator('button[type=submit]').click();
  const shown = page.getByTestId('claim-code');
  await shown.waitFor();
  await look(page, '4-claim');
  const code = await read_screen(
    page.context(), page.getByRole('img', { name: /Mã QR/ }));
  check(code === await shown.innerText(), `the QR code says ${code}`);
  await claim(code, folder);
  const state = await page.evaluate(async (wanted) => {
    const { items } = await (await fetch('/api/v1/devices?limit=50')).json();
    return items.find((one) => one.serial === wanted)?.state;
  }, serial);
  check(state === 'claimed', `the machine is ${state}`);
}

export async function scan() {
  const complaints = [];
  const folder = await mkdtemp(join(tmpdir(), 'nguon-camera-'));
  try {
    await with_console(async (url) => {
      await with_browser(async (browser) => {
        const page = await on_phone(browser, url, ['camera'], complaints);
        await page.getByText('Máy này không có camera dùng được ở đây').waitFor();
        await look(page, '1-no-camera');
      });
      const leaflet = await camera_that_sees('Bảo hành 24 tháng', join(folder, 'leaflet.y4m'));
      await with_browser(async (browser) => {
        const kept_out = await on_phone(browser, url, [], complaints);
        await kept_out.getByText('Trình duyệt chưa cho trang này dùng camera').waitFor();
        await look(kept_out, '2-denied');
        const page = await on_phone(browser, url, ['camera'], complaints);
        await page.getByText('Mã này không phải số máy: Bảo hành 24 tháng').waitFor();
        check(await page.getByLabel('Hình từ camera').isVisible(), 'the camera goes on');
        await look(page, '3-no-label');
      }, leaflet);
      const label = await camera_that_sees(
        `https://hang.example.vn/m?serial=${serial}&model=TT-20`, join(folder, 'label.y4m'));
      await with_browser(
        (browser) => register_by_camera(browser, url, folder, complaints), label);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  check(complaints.length === 0, complaints.join('\n'));
}
