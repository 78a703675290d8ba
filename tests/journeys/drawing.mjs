// A part of the commune as the target of anything, at a real server, on a desk and on a phone: drawn
// around a cluster by its name for a bulletin and kept there, typed corner by corner for a live
// broadcast, a distance of one's own, on the map itself to stop there; counted before anything is
// sent. And the voice that the unit chose in its settings reads the bulletin.
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, watch, with_browser, with_console } from './support.mjs';

const password = process.env.PASSWORD;
const composer = { user: process.env.COMPOSER, password };
const admin = { user: process.env.ADMIN, password };

async function look(page, name) {
  await picture(page, `drawing-${name}`);
  await check_accessible(page, name);
}

/** Nothing is chosen any more, and the map is open. */
async function begin(page, where) {
  const picker = page.getByRole('group', { name: where, exact: true });
  const all = picker.getByLabel(/^Tất cả cụm loa/);
  await all.waitFor();
  if (await all.isChecked()) await all.uncheck();
  await picker.getByRole('button', { name: 'Khoanh vùng trên bản đồ' }).click();
  await picker.locator('.map[data-ready]').waitFor();
  return picker;
}

const reaches = (picker, count) => picker.getByRole('list')
  .getByText(`${count} cụm loa`, { exact: true }).waitFor();

async function around_a_cluster(page, url, screen) {
  await page.goto(`${url}/bulletins/new`);
  await page.getByLabel('Tên bản tin').fill(`Họp chợ ${screen}`);
  await page.getByLabel('Nội dung sẽ đọc trên loa').fill('Chợ họp sớm một giờ.');
  await button(page, 'Lưu nháp và xem cách đọc').click();
  await page.locator('.word').first().waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await page.goto(`${url}/bulletins/${id}?step=write`);
  const picker = await begin(page, 'Phát ở đâu');
  await picker.getByLabel('Bán kính').selectOption('Khác…');
  await picker.getByLabel('Số mét').fill('750');
  await picker.getByRole('combobox', { name: 'Hoặc quanh một cụm loa' }).click();
  await page.getByRole('option', { name: 'Cụm ấp 1' }).click();
  await picker.getByRole('button', { name: 'Bỏ vòng 1 (750 m)' }).waitFor();
  await reaches(picker, 1);
  check(await picker.getByLabel('Cụm ấp 1', { exact: true }).isChecked(), 'what stands inside is ticked');
  check(!await picker.getByLabel('Cụm ấp 2', { exact: true }).isChecked(), 'what stands outside is not');
  await page.waitForTimeout(700);
  await look(page, `${screen}-bulletin`);
  await page.getByText(/^Đã lưu lúc/).waitFor();
  await page.waitForFunction(async (which) => {
    const kept = await (await fetch(`/api/v1/bulletins/${which}`)).json();
    return kept.body.targets.drawn?.circles[0]?.metres === 750;
  }, id);
  await page.reload();
  await picker.getByRole('button', { name: 'Bỏ vòng 1 (750 m)' }).waitFor();
  return id;
}

async function corner_by_corner(page, url, screen) {
  await page.goto(`${url}/live`);
  await page.getByLabel('Tên buổi phát').fill(`Trực tiếp ở chợ ${screen}`);
  const picker = await begin(page, 'Phát ở đâu');
  await picker.getByText('Vùng nhiều góc').click();
  const corner = picker.getByLabel('Hoặc gõ tọa độ từng góc');
  for (const place of ['9.55, 105.24', '9.55, 105.26', '9.57, 105.26', '9.57, 105.24']) {
    await corner.fill(place);
    await corner.press('Enter');
  }
  await button(page, 'Khép vùng').click();
  await reaches(picker, 1);
  check(await picker.getByLabel('Cụm ấp 2', { exact: true }).isChecked(), 'what stands inside is ticked');
  await page.waitForTimeout(700);
  await look(page, `${screen}-live`);
  await page.getByLabel('Phần mềm phát (BUTT, Mixxx, ffmpeg…)').check();
  await button(page, 'Mở buổi phát').click();
  const on_air = page.getByRole('region', { name: `Trực tiếp ở chợ ${screen}` });
  await on_air.waitFor();
  const reached = await page.evaluate(async () => {
    const { items } = await (await fetch('/api/v1/live-sessions')).json();
    return items.find(({ state }) => state !== 'ended').devices;
  });
  check(reached === 1, `the broadcast is for ${reached} clusters`);
  await button(page, 'Kết thúc').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Kết thúc' }).click();
  await on_air.waitFor({ state: 'detached' });
}

/** On the map of clusters: what is ordered names the drawing, not what stands in it now. */
async function on_the_map(page, url, screen) {
  await page.goto(`${url}/devices?as=map`);
  await page.locator('.map[data-ready]').waitFor();
  await button(page, 'Khoanh vùng trên bản đồ').click();
  await page.getByText('Vùng nhiều góc').click();
  const corner = page.getByLabel('Hoặc gõ tọa độ từng góc');
  for (const place of ['9.55, 105.24', '9.55, 105.26', '9.57, 105.26']) {
    await corner.fill(place);
    await corner.press('Enter');
  }
  await look(page, `${screen}-corners`);
  await button(page, 'Khép vùng').click();
  await page.locator('.note', { hasText: 'Trong vùng đã khoanh' }).getByText('1 cụm loa').waitFor();
  await look(page, `${screen}-map`);
  await button(page, 'Dừng trong vùng').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('1 cụm loa sẽ im ngay.').waitFor();
  await dialog.getByLabel('Vì sao dừng?').fill('Bấm thử');
  const [order] = await Promise.all([
    page.waitForRequest((request) => request.url().endsWith('/api/v1/stops')),
    dialog.getByRole('button', { name: 'Dừng phát' }).click(),
  ]);
  const { targets } = order.postDataJSON();
  check(targets.drawn?.within === '91/31069' && targets.drawn.polygons[0]?.length === 3 &&
    targets.devices.length === 0, `the order is for ${JSON.stringify(targets)}`);
  check((await (await order.response()).json()).devices === 1, 'one cluster is told to stop');
  await dialog.getByRole('button', { name: 'Đóng' }).last().click();
  await dialog.waitFor({ state: 'detached' });
}

/** Chosen once for the unit; who reads sees it, who may not change it is not offered to. */
async function voice_of_the_unit(browser, page, url, id) {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 }, locale: 'vi-VN' });
  const theirs = await context.newPage();
  await sign_in(theirs, url, admin);
  await theirs.goto(`${url}/settings`);
  const section = theirs.locator('section', { hasText: 'Giọng và nhạc hiệu của đơn vị' });
  const voice = section.getByLabel('Giọng đọc', { exact: true });
  await voice.waitFor();
  check((await voice.locator('option:checked').innerText()).startsWith('Như đơn vị trên ('),
    'at first it is the voice of above');
  const other = await voice.locator('option').nth(2).innerText();
  await voice.selectOption({ label: other });
  await theirs.getByText('Đã lưu.').first().waitFor();
  await section.getByLabel('Tốc độ đọc').selectOption('90%');
  await theirs.waitForFunction(async () => {
    const kept = await (await fetch('/api/v1/unit-sound?area=91/31069')).json();
    return kept.in_force.pace_percent === 90 && kept.in_force.voice_from === '91/31069';
  });
  await look(theirs, 'settings');
  await context.close();
  await page.goto(`${url}/settings`);
  await page.getByText(`Giọng đọc: ${other}`).waitFor();
  await page.goto(`${url}/bulletins/${id}?step=listen`);
  await page.waitForFunction(
    (name) => [...document.querySelectorAll('input')].some(({ value }) => value === name), other);
  await button(page, 'Tạo bản đọc').click();
  await button(page, 'Nghe').waitFor({ timeout: 120_000 });
  const used = await page.evaluate(async (which) => {
    const made = await (await fetch(`/api/v1/bulletins/${which}`)).json();
    const { items } = await (await fetch('/api/v1/speech/voices')).json();
    return items.find((one) => one.id === made.renderings[0].voice)?.name;
  }, id);
  check(used === other, `${used} reads, not ${other}`);
}

export async function drawing() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    let page;
    let id;
    const screens = { desk: { width: 1280, height: 900 }, phone: { width: 360, height: 780 } };
    for (const [screen, viewport] of Object.entries(screens)) {
      const context = await browser.newContext({
        viewport, locale: 'vi-VN', colorScheme: screen === 'desk' ? 'light' : 'dark',
      });
      context.setDefaultTimeout(90_000); // the map is drawn without a graphics card
      page = await context.newPage();
      watch(page, url, complaints);
      await sign_in(page, url, composer);
      id = await around_a_cluster(page, url, screen);
      await corner_by_corner(page, url, screen);
      await on_the_map(page, url, screen);
    }
    await voice_of_the_unit(browser, page, url, id);
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
