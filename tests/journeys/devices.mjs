// Cụm loa at the size of a country, in the demo: ten thousand clusters in a list that draws a
// screenful, filters and search that stand in the address, the map with its clusters of clusters,
// a place given to a device by a press on the map, a circle and an area drawn to raise
// an exercise, and an area drawn on the map to see what it holds.
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, watch, with_browser, with_console } from './support.mjs';

const minh = { user: 'minh', password: 'demo-demo-demo' };

async function look(page, name) {
  await picture(page, `devices-${name}`);
  await check_accessible(page, name);
}

async function long_list(page, url) {
  await page.goto(`${url}/devices?many=10000`);
  await page.getByRole('button', { name: /^7\.00\d đang nối mạng/ }).waitFor();
  await page.locator('.row-link').first().waitFor();
  for (let turn = 0; turn < 10; turn += 1) {
    await page.mouse.wheel(0, 6000);
    await page.waitForTimeout(100);
  }
  const drawn = await page.locator('.row-link').count();
  check(drawn > 5 && drawn < 60, `${drawn} rows are drawn, not a screenful`);
  check(await page.evaluate(() => scrollY) > 8000, 'the list does not scroll on');
  await page.getByLabel('Tìm theo tên, chỗ lắp, số máy').fill('cum nghe an 595');
  await page.getByRole('link', { name: /^Cụm Nghệ An 595/ }).waitFor();
  await page.waitForURL((at) => at.searchParams.get('q') === 'cum nghe an 595'); // the words stand in the address
  await page.goto(`${url}/devices?condition=silent_dead`);
  await page.locator('.row-link').first().waitFor();
  check(await page.locator('.row-link .chip').first().textContent() === 'Im lặng',
    'the condition in the address is kept to');
  await look(page, 'silent');
}

async function map(page, url) {
  await page.goto(`${url}/devices?as=map`);
  await page.locator('.map[data-ready]').waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'detached', timeout: 60_000 });
  await page.waitForTimeout(800);
  await look(page, 'map-many');
  await page.goto(`${url}/devices?as=map&many=0`);
  await page.locator('.map[data-ready]').waitFor();
  await button(page, 'Xem cả nước').click();
  await page.waitForTimeout(800);
  await look(page, 'map-country');
}

async function place(page, url) {
  await page.goto(`${url}/devices/d-3`);
  await button(page, 'Sửa').click();
  const where = page.getByLabel('Vị trí (vĩ độ, kinh độ)');
  await where.fill('ngoài chợ');
  await page.getByText('Gõ vĩ độ rồi kinh độ').waitFor();
  await where.fill('9.4930, 105.2490');
  await button(page, 'Chấm trên bản đồ').click();
  const drawn = page.locator('.map[data-ready]');
  await drawn.waitFor();
  await drawn.click({ position: { x: 120, y: 120 } });
  await page.waitForFunction(
    () => ![...document.querySelectorAll('input')].some((one) => one.value.startsWith('9.4930')));
  await where.fill('9.4930, 105.2490');
  await look(page, 'place');
  await button(page, 'Lưu').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.goto(`${url}/devices?as=map`);
  await page.locator('.map[data-ready]').waitFor();
  check(await page.getByText('chưa có vị trí trên bản đồ').count() === 0, 'all have a place now');
}

async function circle(page, url) {
  await page.goto(`${url}/emergency/raise?mode=exercise`);
  await page.getByRole('radio', { name: 'Bão' }).check();
  await page.getByLabel(/^Tất cả cụm loa/).uncheck();
  await page.getByText('Còn thiếu: nơi phát.').waitFor();
  await button(page, 'Khoanh vùng trên bản đồ').click();
  await page.getByLabel('Bán kính').selectOption({ label: '20 km' });
  const drawn = page.locator('.map[data-ready]');
  await drawn.waitFor();
  await page.waitForTimeout(1500);
  await drawn.click({ position: { x: 60, y: 60 } });
  await page.getByText('3 cụm loa kêu.').waitFor();
  await look(page, 'circle');
  await page.getByRole('button', { name: /^Bỏ vòng 1/ }).click();
  await page.getByText('Còn thiếu: nơi phát.').waitFor();
  await polygon(page, '9.40');
  await page.getByText('3 cụm loa kêu.').waitFor();
  await look(page, 'polygon');
  await page.getByRole('button', { name: /^Bỏ vùng 1/ }).click();
  await page.getByText('Còn thiếu: nơi phát.').waitFor();
}

/** Drawn without a pointer: corner after corner is typed. */
async function polygon(page, south) {
  await page.getByText('Vùng nhiều góc').click();
  const corner = page.getByLabel('Hoặc gõ tọa độ từng góc');
  const close = button(page, 'Khép vùng');
  for (const place of [`${south}, 105.20`, `${south}, 105.30`, '9.60, 105.30', '9.60, 105.20']) {
    await corner.fill(place);
    await corner.press('Enter');
  }
  await page.getByText('4 góc', { exact: true }).waitFor();
  await close.click();
}

/** On the map itself: what an area holds is told before anything sounds there. */
async function area(page, url) {
  await page.goto(`${url}/devices?as=map`);
  await page.locator('.map[data-ready]').waitFor();
  await button(page, 'Khoanh vùng trên bản đồ').click();
  await polygon(page, '9.50');
  const told = page.locator('.note', { hasText: 'Trong vùng đã khoanh' });
  await told.getByText('2 cụm loa').waitFor();
  await look(page, 'area');
  await button(page, 'Dừng trong vùng').click();
  await page.getByRole('dialog').getByText(/2 cụm loa/).first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

export async function devices() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    for (const viewport of [{ width: 1280, height: 900 }, { width: 360, height: 780 }]) {
      const context = await browser.newContext({ viewport, locale: 'vi-VN' });
      const page = await context.newPage();
      watch(page, url, complaints);
      await sign_in(page, url, minh);
      if (viewport.width > 400) {
        await long_list(page, url);
        await map(page, url);
      }
      await place(page, url);
      await circle(page, url);
      await area(page, url);
      await context.close();
    }
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
