// What is wrong comes to the first page of whoever can do something about it: an alarm is taken on, a
// broadcast that was missed is made up; on a desk and on a phone, against a real server where a player
// is dead. Needs NGUON_URL with OPERATOR and PASSWORD, the title of what was MISSED, and the names of two
// clusters that are silent, FIRST and SECOND.
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, settled, watch, with_browser, with_console } from './support.mjs';

const password = process.env.PASSWORD;
const { MISSED: missed = '', FIRST = '', SECOND = '' } = process.env;

async function look(page, name) {
  await settled(page);
  await picture(page, `waiting-${name}`);
  await check_accessible(page, name);
}

const waiting = (page) => page.getByRole('region', { name: 'Chờ tôi' });

async function on_a_desk(page, url) {
  await sign_in(page, url, { user: process.env.OPERATOR, password });
  await waiting(page).getByText('Lượt phát bị lỡ, chờ tôi quyết định').waitFor();
  await waiting(page).getByText(missed).first().waitFor();
  const alarm = waiting(page).getByRole('link', { name: new RegExp(`Mất liên lạc.*${FIRST}`) });
  await alarm.waitFor();
  await look(page, '1-desk');
  await alarm.click();
  await page.getByLabel(/Ghi chú/).fill('Đã gọi thợ.');
  await button(page, 'Nhận xử lý').click();
  await page.getByText('Đang xử lý').first().waitFor();
  await page.goto(url);
  await waiting(page).getByText(missed).first().waitFor();
  check(await alarm.count() === 0, 'an alarm that somebody has taken on waits for nobody');
}

async function on_a_phone(page, url) {
  await sign_in(page, url, { user: process.env.OPERATOR, password });
  await waiting(page).getByText(missed).first().waitFor();
  await look(page, '2-phone');
  await button(page, 'Phát bù').click();
  await page.getByText('Lượt phát bị lỡ, chờ tôi quyết định').waitFor({ state: 'detached' });
  await look(page, '3-answered');

  await page.goto(`${url}/alarms`);
  const alarm = page.getByRole('link', { name: new RegExp(`Mất liên lạc.*${SECOND}`) });
  await alarm.waitFor();
  await look(page, '4-alarms-phone');
  await alarm.click();
  await page.getByLabel(/Ghi chú/).fill('Chiều nay thợ đến.');
  await button(page, 'Nhận xử lý').click();
  await page.getByText('Đang xử lý').first().waitFor();
  await look(page, '5-taken-phone');
  await page.goto(`${url}/alarms`);
  await page.getByText('Đang xử lý', { exact: true }).first().click();
  await alarm.waitFor();
  await page.getByRole('link', { name: new RegExp(`Mất liên lạc.*${FIRST}`) }).waitFor();
}

export async function waiting_for_me() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const walks = [
      [on_a_desk, { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
      [on_a_phone, { viewport: { width: 360, height: 780 }, colorScheme: 'dark' }],
    ];
    for (const [walk, screen] of walks) {
      const context = await browser.newContext({ ...screen, locale: 'vi-VN' });
      const page = await context.newPage();
      watch(page, url, complaints);
      await walk(page, url);
      await context.close();
    }
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
