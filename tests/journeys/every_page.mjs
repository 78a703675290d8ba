// Every page, on a desk and on a phone, light and dark: no error, no request to elsewhere, no
// accessibility violation, nothing wider than the screen. PICTURES=folder keeps what was seen.
import { button } from './hands.mjs';
import {
  accessibility, check, picture, settled, watch, with_browser, with_console,
} from './support.mjs';

const pages = [
  ['today', '/'],
  ['emergency', '/emergency'],
  ['raise', '/emergency/raise'],
  ['raise-exercise', '/emergency/raise?mode=exercise'],
  ['emergency-status', '/emergency/e-exercise'],
  ['emergency-templates', '/emergency/templates'],
  ['bulletins', '/bulletins'],
  ['from-above', '/bulletins?from=above'],
  ['take-over', '/bulletins/b-mosquitoes'],
  ['new-bulletin', '/bulletins/new'],
  ['templates', '/bulletins/templates'],
  ['write', '/bulletins/b-market?step=write'],
  ['reading', '/bulletins/b-water?step=reading'],
  ['listen', '/bulletins/b-water?step=listen'],
  ['decide', '/bulletins/b-water?step=decide'],
  ['plan', '/bulletins/b-vaccination?step=plan'],
  ['results', '/bulletins/b-vaccination?step=results'],
  ['schedule', '/schedule'],
  ['new-programme', '/schedule/new?bulletin=b-vaccination'],
  ['programme', '/schedule/p-vaccination'],
  ['copied-programme', '/schedule/new?copy=p-vaccination'],
  ['heard', '/schedule/heard'],
  ['rules', '/schedule/rules'],
  ['approval', '/approval'],
  ['runs', '/runs'],
  ['live', '/live'],
  ['stations', '/live/stations'],
  ['run', 'first run'],
  ['devices', '/devices'],
  ['devices-map', '/devices?as=map'],
  ['device', '/devices/d-3'],
  ['device-plan', '/devices/d-2?tab=plan'],
  ['device-past', '/devices/d-2?tab=past'],
  ['device-volume', '/devices/d-2?tab=volume'],
  ['device-log', '/devices/d-2?tab=log'],
  ['why', '/devices/d-3/why'],
  ['run-why', 'first run why'],
  ['new-device', '/devices/new'],
  ['import-devices', '/devices/import'],
  ['groups', '/devices/groups'],
  ['alarms', '/alarms'],
  ['alarm', '/alarms/a-3'],
  ['undelivered', '/undelivered'],
  ['people', '/people'],
  ['person', '/people/lan'],
  ['units', '/units'],
  ['settings', '/settings'],
  ['account', '/account'],
  ['dictionary', '/dictionary'],
  ['audit', '/audit'],
  ['updates', '/updates'],
  ['keys', '/keys'],
  ['gallery', '/gallery'],
];
const screens = [
  { name: 'desk-light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  { name: 'desk-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { name: 'phone-light', viewport: { width: 360, height: 780 }, colorScheme: 'light' },
];

async function look(page, name, complaints) {
  await settled(page).catch((error) => {
    throw new Error(`${name} does not come to rest: ${error.message}`);
  });
  await picture(page, name);
  for (const one of await accessibility(page)) complaints.push(`${name}: ${one}`);
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) complaints.push(`${name}: ${wide} px wider than the screen`);
}

const printed = ['schedule', 'decide', 'results', 'emergency-status'];

/** What is put on paper: the page itself without the ways to elsewhere. */
async function on_paper(page, name, complaints) {
  await page.emulateMedia({ media: 'print' });
  await picture(page, `${name}-paper`);
  for (const role of ['navigation', 'banner']) {
    const seen = await page.getByRole(role).filter({ visible: true }).count();
    if (seen > 0) complaints.push(`${name}: a ${role} is printed`);
  }
  const surface = await page.evaluate(() =>
    getComputedStyle(document.querySelector('.list, .calendar') ?? document.body).backgroundColor);
  if (surface !== 'rgb(255, 255, 255)') complaints.push(`${name}: printed on ${surface}`);
  if (!await page.getByRole('heading', { level: 1 }).isVisible()) {
    complaints.push(`${name}: the heading is not printed`);
  }
  await page.emulateMedia({ media: null });
}

const new_password = 'mot cau that dai de nho';

/** What is said in passing is looked at as well; it stays while a pointer rests on it. */
async function look_at_notice(page, name, words, complaints) {
  await page.getByText(words).hover();
  await look(page, name, complaints);
  check(await page.getByText(words).isVisible(), `${name}: gone before it was looked at`);
}

async function set_a_password(page, url, name, complaints) {
  await page.goto(`${url}/set-password`);
  await look(page, `${name}-set-password`, complaints);
  await page.getByLabel('Tên đăng nhập').fill('lan');
  await page.getByLabel('Mã một lần').fill('ABCDE-FGHJK');
  await page.locator('input[type=password]').fill(new_password);
  await button(page, 'Đặt mật khẩu').click();
  await look_at_notice(page, `${name}-password-set`, 'Đã đặt mật khẩu. Hãy đăng nhập.', complaints);
}

async function change_password(page, url, name, complaints) {
  await page.goto(`${url}/account`);
  const form = page.locator('form').filter({ has: button(page, 'Đổi mật khẩu') });
  await form.locator('input[type=password]').first().fill('demo-demo-demo');
  await form.locator('input[type=password]').last().fill(new_password);
  await button(page, 'Đổi mật khẩu').click();
  await look_at_notice(page, `${name}-password-changed`, 'Đã đổi mật khẩu.', complaints);
}

async function visit(browser, url, screen, complaints) {
  const context = await browser.newContext({ ...screen, locale: 'vi-VN' });
  context.setDefaultTimeout(120_000); // the map is drawn without a graphics card
  const page = await context.newPage();
  watch(page, url, complaints);
  await page.goto(`${url}/setup?setup&fresh`);
  await page.evaluate(() => localStorage.removeItem('nguon.demo'));
  await look(page, `${screen.name}-setup`, complaints);
  await page.goto(`${url}/sign-in?fresh`);
  await look(page, `${screen.name}-sign-in`, complaints);
  await set_a_password(page, url, screen.name, complaints);
  await page.goto(`${url}/sign-in`);
  const only = process.env.ONLY?.split(',');
  for (const user of ['minh']) {
    await page.getByLabel('Tên đăng nhập').fill(user);
    await page.locator('input[type=password]').fill('demo-demo-demo');
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
    await page.getByRole('heading', { name: 'Hôm nay' }).waitFor();
    for (const [name, path] of pages) {
      if (only && !only.includes(name)) continue;
      if (path.startsWith('first run')) {
        await page.goto(`${url}/bulletins/b-vaccination?step=results`);
        await page.locator('a.row-link').first().click();
        if (path.endsWith('why')) await page.getByRole('link', { name: 'Vì sao?' }).click();
      } else {
        await page.goto(url + path);
      }
      await look(page, `${screen.name}-${name}`, complaints);
      if (printed.includes(name)) await on_paper(page, `${screen.name}-${name}`, complaints);
    }
    await change_password(page, url, screen.name, complaints);
  }
  await context.close();
}

export async function every_page() {
  const complaints = [];
  const wanted = (process.env.SCREENS ?? 'desk-light,phone-dark').split(',');
  await with_console((url) => with_browser(async (browser) => {
    for (const screen of screens) {
      if (!wanted.includes(screen.name)) continue;
      await visit(browser, url, screen, complaints);
    }
  }));
  if (complaints.length > 0) throw new Error([...new Set(complaints)].join('\n'));
}
