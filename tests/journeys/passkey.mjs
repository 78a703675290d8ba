// An emergency that one person may raise with a second factor, confirmed by a passkey on a phone,
// against a real server with players: a finger that does not fit and a key that proves nothing raise
// nothing and are told in plain words; then the loudspeakers sound. The browser's virtual
// authenticator is the phone's reader.
import {
  add_passkey, button, check_accessible, sign_in, with_authenticator,
} from './hands.mjs';
import { check, picture, watch, with_browser, with_console } from './support.mjs';

const raiser = { user: process.env.RAISER, password: process.env.PASSWORD };
const slow = { timeout: 120_000 };

async function look(page, name) {
  await picture(page, `passkey-${name}`);
  await check_accessible(page, name);
}

const emergencies = (page) =>
  page.evaluate(async () => (await (await fetch('/api/v1/emergencies')).json()).items.length);

/** Up to the press, which is not offered yet. */
async function prepare(page, url) {
  await page.goto(`${url}/emergency/raise`);
  await page.getByRole('radio', { name: /Bão/ }).first().check();
  await page.getByText(/^\d+ cụm loa kêu\.$/).waitFor(slow);
  const go = page.getByRole('button', { name: /^Phát ngay đến \d+ cụm loa/ });
  const confirm = button(page, 'Xác nhận bằng khóa đăng nhập');
  await confirm.waitFor();
  check(await go.isDisabled(), 'it can be raised without the second factor');
  await look(page, '1-asked');
  return { go, confirm };
}

/** The finger does not fit, or the owner turns away: the browser tells no more than that. */
async function turned_away(page, confirm, verify) {
  await verify(false);
  await confirm.click();
  await page.getByText('Máy chưa đưa ra khóa đăng nhập, nên chưa có gì được phát.').waitFor();
  await verify(true);
  await look(page, '2-turned-away');
}

/** What the device answers is changed on its way: its signature does not fit any more. */
async function wrong_key(page, confirm) {
  const where = '**/api/v1/session/second-factor/passkey';
  await page.route(where, async (route) => {
    const sent = route.request().postDataJSON();
    const { signature } = sent;
    await route.continue({
      postData: JSON.stringify({
        ...sent, signature: `${signature.slice(0, 20)}AAAA${signature.slice(24)}`,
      }),
    });
  });
  await confirm.click();
  await page.getByText('Khóa đăng nhập không đúng. Hãy thử lại.').waitFor();
  await page.unroute(where);
}

export async function passkey() {
  const complaints = [];
  await with_console((server) => with_browser(async (browser) => {
    // A passkey belongs to a name, never to an address of numbers.
    const url = server.replace('127.0.0.1', 'localhost');
    const context = await browser.newContext({
      viewport: { width: 360, height: 780 }, locale: 'vi-VN',
    });
    context.setDefaultTimeout(90_000);
    const page = await context.newPage();
    watch(page, url, complaints);
    const verify = await with_authenticator(page);
    await sign_in(page, url, raiser);
    await add_passkey(page, url, 'Điện thoại trực', raiser.password);
    const { go, confirm } = await prepare(page, url);
    await turned_away(page, confirm, verify);
    await wrong_key(page, confirm);
    check(await go.isDisabled(), 'a wrong key opens the press');
    check(await emergencies(page) === 0, 'something was raised before it was confirmed');

    await confirm.click();
    await page.getByText('Đã xác nhận bằng khóa đăng nhập.').waitFor();
    await look(page, '3-confirmed');
    await go.click();
    await page.getByText('Đang phát trên loa').waitFor(slow);
    await page.waitForFunction(
      () => Number(document.querySelector('[data-cell=sounded] dd')?.textContent) >= 2,
      undefined, slow);
    await page.getByText('có xác thực hai lớp').first().waitFor();
    await look(page, '4-on-air');
    await button(page, 'Hủy, dừng ngay').click();
    await button(page, 'Phát nhầm').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Dừng ngay' }).click();
    await page.getByText('Đã hủy', { exact: true }).first().waitFor(slow);
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
