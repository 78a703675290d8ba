// Tiếp sóng in the demo: a station is entered with what stands in for it, relayed with an end, and
// the page says which source sounds; the line input of a device is chosen by its name; what a
// cluster really sounds is listened to; and a relay of every morning is put into the schedule, with
// its end before the eyes.
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, watch, with_browser, with_console } from './support.mjs';

const lan = { user: 'lan', password: 'demo-demo-demo' };

async function look(page, name) {
  await picture(page, `relay-${name}`);
  await check_accessible(page, name);
}

async function enter_station(page, url) {
  await page.goto(`${url}/live/stations`);
  await button(page, 'Thêm đài').click();
  await page.getByLabel('Tên đài').fill('VOV Giao thông');
  await page.getByLabel('Địa chỉ luồng trên mạng').fill('https://dai.example.vn/giao-thong');
  await page.getByLabel('Khi mất tiếng thì phát').first().click();
  await page.getByRole('option', { name: 'VOV1' }).click();
  await page.keyboard.press('Escape');
  await look(page, 'station-form');
  await button(page, 'Lưu').click();
  await page.getByText('https://dai.example.vn/giao-thong · 1 nguồn dự phòng').waitFor();
}

async function relay_it(page, url) {
  await page.goto(`${url}/live`);
  await page.getByLabel('Tên buổi phát').fill('Tiếp sóng sáng');
  await page.getByLabel(/^Tất cả cụm loa/).check();
  await page.getByLabel('Tiếp sóng một đài').check();
  check(await button(page, 'Mở buổi phát').isDisabled(), 'a relay can be opened without a station');
  await page.getByLabel('Đài', { exact: true }).selectOption({ label: 'VOV1' });
  await look(page, 'open');
  await button(page, 'Mở buổi phát').click();
  await page.getByText('Đang lấy tiếng từ: VOV1').waitFor();
  await page.getByText('bắt đầu từ VOV1').waitFor();
  await look(page, 'on-air');
}

async function plan_it(page, url) {
  await page.goto(`${url}/schedule/new`);
  await page.getByLabel('Tên chương trình').fill('Thời sự buổi sáng');
  await page.getByText('Tiếp sóng một đài', { exact: true }).click();
  check(await button(page, 'Lưu lịch phát').isDisabled(), 'a relay can be planned without a station');
  await page.getByLabel('Đài', { exact: true }).selectOption({ label: 'VOV1' });
  await page.getByText('Tiếp sóng: 05:45–06:15, 17:15–17:45.').waitFor();
  await page.getByLabel('Dài (phút)').fill('20');
  await page.getByText('Tiếp sóng: 05:45–06:05, 17:15–17:35.').waitFor();
  await page.getByText('Các lượt sẽ phát').waitFor();
  await look(page, 'plan');
  const accept = page.getByLabel(/^Tôi đã xem những chỗ trùng/);
  if (await accept.isVisible()) await accept.check();
  await button(page, 'Lưu lịch phát').click();
  await page.getByText('Thời sự buổi sáng').first().waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole('link', { name: 'Sửa chương trình Thời sự buổi sáng' }).click();
  await page.getByText('Tiếp sóng: 05:45–06:05, 17:15–17:35.').waitFor();
  await look(page, 'plan-on-a-phone');
}

async function choose_input(page) {
  await page.getByLabel(/^Ngõ vào của một thiết bị/).check();
  await page.getByLabel('Thiết bị', { exact: true }).selectOption({ index: 1 });
  await look(page, 'input');
}

async function listen_at_cluster(page) {
  await page.getByLabel('Cụm loa có micrô giám sát').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Nghe', exact: true }).click();
  await page.getByText('Có tiếng: -21 dB, cao nhất -8 dB').waitFor();
  await look(page, 'talk-back');
  await page.getByRole('button', { name: 'Thôi nghe' }).click();
  await page.getByRole('button', { name: 'Nghe', exact: true }).waitFor();
}

async function remove_station(page) {
  const own = page.locator('.row-link').filter({ hasText: 'VOV Giao thông' });
  await button(own, 'Bỏ VOV Giao thông').click();
  const dialog = page.getByRole('dialog', { name: 'Bỏ đài "VOV Giao thông"?' });
  await button(dialog, 'Bỏ').click();
  await dialog.waitFor({ state: 'detached' });
  await own.waitFor({ state: 'detached' });
}

export async function relay() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'vi-VN' });
    const page = await context.newPage();
    watch(page, url, complaints);
    await sign_in(page, url, lan);
    await enter_station(page, url);
    await remove_station(page);
    await relay_it(page, url);
    await choose_input(page);
    await listen_at_cluster(page);
    await plan_it(page, url);
  }));
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}
