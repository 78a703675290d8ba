// The page of one cluster, by a technician on a desk and on a phone, against a real server with a
// player that sounds: the test tone, what it proves and what the machine wrote of it, the volume of
// the day and for a while, the next seven days. Needs NGUON_URL with TECHNICIAN and PASSWORD, the name
// of the CLUSTER and the PROGRAMME that it has.
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, settled, watch, with_browser, with_console } from './support.mjs';

const technician = { user: process.env.TECHNICIAN, password: process.env.PASSWORD };
const cluster = process.env.CLUSTER ?? '';
const programme = process.env.PROGRAMME ?? '';
const slow = { timeout: 60_000 };
const screens = {
  desk: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  phone: { viewport: { width: 360, height: 780 }, colorScheme: 'dark', hasTouch: true },
};

async function look(page, screen, name) {
  await settled(page);
  await picture(page, `cluster-${screen}-${name}`);
  await check_accessible(page, `${name} on a ${screen}`);
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(!wide, `${name} is wider than the ${screen}`);
}

const tab = (page, name) => page.getByRole('tab', { name, exact: true });

/** A slider moved as a keyboard does it, to a number that stands beside it. */
async function slide(page, label, percent) {
  const slider = page.getByLabel(label, { exact: true });
  await slider.focus();
  await page.keyboard.press('Home');
  for (let at = 0; at < percent; at += 5) await page.keyboard.press('ArrowRight');
  check(await slider.inputValue() === String(percent), `${label} is not ${percent} %`);
}

async function sound_the_test(page, screen) {
  await button(page, 'Thử loa').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Loa kêu ba tiếng ngắn').waitFor();
  await slide(page, 'To bao nhiêu', 40);
  await look(page, screen, '1-test');
  await dialog.getByRole('button', { name: 'Cho kêu thử' }).click();
  await dialog.getByText('1 đã phát xong').waitFor(slow);
  await look(page, screen, '2-tested');
  await dialog.getByRole('button', { name: 'Đóng' }).last().click();
  await dialog.waitFor({ state: 'detached' });
}

async function read_what_was(page, screen) {
  await tab(page, 'Đã phát').click();
  await page.getByRole('link', { name: /Thử loa/ }).first().waitFor(slow);
  await look(page, screen, '3-past');
  await tab(page, 'Nhật ký').click();
  await page.getByText('Phát trọn vẹn').first().waitFor(slow);
  await page.getByText('kêu 3 / 3 giây').first().waitFor(slow);
  await page.getByText('Máy khởi động').first().waitFor();
  await look(page, screen, '4-log');
  await page.getByLabel('Xem loại nào').selectOption({ label: 'Máy báo' });
  await page.getByText('Phát trọn vẹn').first().waitFor({ state: 'detached' });
  await page.getByText('Máy khởi động').first().waitFor();
}

async function set_volume(page, screen, evening) {
  await tab(page, 'Âm lượng').click();
  await page.getByLabel('Tin khẩn cấp kêu ít nhất').waitFor();
  const remove = page.getByRole('button', { name: /^Bỏ mốc/ });
  while (await remove.count() > 0) await remove.first().click();
  await slide(page, 'Âm lượng từ 00:00', 60);
  await button(page, 'Thêm mốc giờ').click();
  await page.getByLabel('Từ giờ').nth(1).fill('00:00');
  await page.getByText('hai mốc không trùng giờ').waitFor();
  check(await button(page, 'Lưu').isDisabled(), 'a time that stands twice is not sent');
  await page.getByLabel('Từ giờ').nth(1).fill(evening);
  await slide(page, `Âm lượng từ ${evening}`, 35);
  await look(page, screen, '5-volume');
  await button(page, 'Lưu').click();
  await page.getByText('Đã lưu. Máy đổi âm lượng').first().waitFor();
  await page.reload();
  await page.getByRole('img', { name: `Âm lượng trong ngày: 00:00 60 %, ${evening} 35 %` }).waitFor();

  await slide(page, 'To bao nhiêu', 25);
  await button(page, 'Đổi thành 25 % ngay').click();
  await page.getByText('1 đã phát xong').waitFor(slow);
  await tab(page, 'Tình trạng').click();
  await look(page, screen, '6-state');
}

async function see_the_plan(page, url, screen) {
  await tab(page, '7 ngày tới').click();
  await page.getByText('Máy đã có đủ lịch này').waitFor(slow);
  await page.getByRole('link', { name: new RegExp(programme) }).first().waitFor();
  check(await page.getByText('Không phát gì.').count() >= 4, 'the days of silence are told too');
  await look(page, screen, '7-plan');
  const address = page.url();
  check(address.includes('tab=plan'), 'the part does not stand in the address');
  await page.getByRole('link', { name: new RegExp(programme) }).first().click();
  await page.getByRole('heading', { name: programme, level: 1 }).waitFor();
  await page.goBack();
  await tab(page, '7 ngày tới').and(page.locator('[aria-selected=true]')).waitFor();
}

export async function one_cluster() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    for (const [screen, options] of Object.entries(screens)) {
      const context = await browser.newContext({ ...options, locale: 'vi-VN' });
      const page = await context.newPage();
      watch(page, url, complaints);
      await sign_in(page, url, technician);
      await page.goto(`${url}/devices`);
      await page.getByRole('link', { name: new RegExp(cluster) }).click();
      await page.getByRole('heading', { name: cluster, level: 1 }).waitFor();
      await sound_the_test(page, screen);
      await read_what_was(page, screen);
      await set_volume(page, screen, screen === 'desk' ? '21:00' : '22:30');
      await see_the_plan(page, url, screen);
      await context.close();
    }
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
