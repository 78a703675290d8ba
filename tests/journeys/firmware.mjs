// A new program reaches the players of a commune by the page of a technician, against a real server:
// a bundle of a stranger is refused, a good one tries itself on one machine, waits, is paused, goes on
// and is taken back; the next reaches all; one that crashes stops its rollout by itself. Needs NGUON_URL
// with TECHNICIAN and PASSWORD, three updatable players, and the files FORGED, FIRST (0.2.0),
// SECOND (0.3.0) and BROKEN (0.4.0); on the SCREEN named.
import { button, check_accessible, sign_in } from './hands.mjs';
import {
  check, chosen_screen, picture, settled, watch, with_browser, with_console,
} from './support.mjs';

const { TECHNICIAN: user, PASSWORD: password, FORGED, FIRST, SECOND, BROKEN } = process.env;
const screen = process.env.SCREEN === 'phone' ? 'phone' : 'desk';
const slow = { timeout: 180_000 };

async function look(page, name) {
  await settled(page);
  await picture(page, `firmware-${screen}-${name}`);
  await check_accessible(page, name);
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(!wide, `${name} is wider than the ${screen}`);
}

const field = (page) => page.getByRole('region', { name: 'Đang chạy ở đâu' });
const bundles = (page) => page.getByRole('region', { name: 'Gói cập nhật' });
const rollout = (page, version) =>
  page.getByRole('article', { name: `Cập nhật lên bản ${version}`, exact: true });
const runs_it = (page, version, devices) => field(page).locator('.row-link')
  .filter({ hasText: `Bản ${version}` }).getByText(new RegExp(`^${devices} thiết bị`));

async function upload(page, file, version) {
  await bundles(page).locator('input[type=file]').setInputFiles(file);
  await bundles(page).getByText(`Đã nhận gói bản ${version}`).waitFor(slow);
}

async function refuse_strangers(page) {
  await runs_it(page, '0.1.0', 3).waitFor(slow);
  await bundles(page).locator('input[type=file]').setInputFiles(FORGED);
  await bundles(page).getByRole('alert').getByText('thêm khóa phát hành').waitFor(slow);
  await look(page, '1-refused');
  await bundles(page).locator('input[type=file]').setInputFiles({
    name: 'anh.update', mimeType: 'application/octet-stream', buffer: Buffer.from('not a bundle'),
  });
  await bundles(page).getByRole('alert').getByText('không phải là gói cập nhật').waitFor(slow);
  check(await bundles(page).getByText('Chưa có gói nào.').count() === 1, 'what is refused is not kept');
}

/** At any hour, because the journey is walked at any hour. */
async function start(page, version, pace, wait) {
  await bundles(page).locator('.row-link').filter({ hasText: `Bản ${version}` })
    .getByRole('button', { name: 'Cập nhật thiết bị' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('3 thiết bị đang chạy bản cũ hơn').waitFor();
  await dialog.getByLabel(pace).check();
  if (wait) {
    await dialog.getByRole('combobox', { name: 'Theo dõi sau mỗi đợt' }).click();
    await page.getByRole('option', { name: wait, exact: true }).click();
  }
  await dialog.getByLabel('Đổi bản từ').fill('00:00');
  await dialog.getByLabel('đến', { exact: true }).fill('00:00');
  await look(page, `2-start-${version}`);
  await dialog.getByRole('button', { name: 'Bắt đầu' }).click();
  await dialog.waitFor({ state: 'detached' });
  await rollout(page, version).waitFor();
}

async function decide(page, version, deed, reason) {
  await rollout(page, version).getByRole('button', { name: deed, exact: true }).click();
  const dialog = page.getByRole('dialog');
  const send = dialog.getByRole('button', { name: deed, exact: true });
  check(await send.isDisabled(), `${deed} goes without a reason`);
  await dialog.getByLabel('Vì sao?').fill(reason);
  await send.click();
  await dialog.waitFor({ state: 'detached' });
}

async function one_first_then_back(page) {
  await upload(page, FIRST, '0.2.0');
  await start(page, '0.2.0', '1 máy, rồi tất cả', '1 giờ');
  const shown = rollout(page, '0.2.0');
  await shown.getByText('Theo dõi đợt vừa xong trước khi sang đợt sau.').waitFor(slow);
  await shown.getByText('1 đã cập nhật', { exact: true }).waitFor(slow);
  await runs_it(page, '0.2.0', 1).waitFor(slow);
  await shown.getByRole('button', { name: 'Từng thiết bị' }).click();
  await shown.getByText('Chưa đến lượt').first().waitFor();
  check(await shown.getByText('Chưa đến lượt').count() === 2, 'the others wait for the first');
  await look(page, '3-one-first');

  await decide(page, '0.2.0', 'Tạm dừng', 'Nghe thử loa ấp 1 đã');
  await shown.getByText('Nghe thử loa ấp 1 đã').waitFor();
  await look(page, '4-paused');
  await button(shown, 'Tiếp tục').click();
  await shown.getByText('Đang chạy', { exact: true }).waitFor();
  await decide(page, '0.2.0', 'Dừng và trở về bản cũ', 'Loa ấp 1 nhỏ tiếng');
  await shown.getByText('Đã dừng', { exact: true }).waitFor();
  await shown.getByText('1 trở về bản cũ', { exact: true }).waitFor(slow);
  await runs_it(page, '0.1.0', 3).waitFor(slow);
  await look(page, '5-back');
}

async function all_at_once(page) {
  await upload(page, SECOND, '0.3.0');
  await start(page, '0.3.0', 'Tất cả cùng lúc');
  const shown = rollout(page, '0.3.0');
  await shown.getByText('Mọi thiết bị đều đã xong.').waitFor(slow);
  await shown.getByText('3 đã cập nhật', { exact: true }).waitFor();
  await runs_it(page, '0.3.0', 3).waitFor(slow);
  await look(page, '6-all');
}

async function stops_by_itself(page) {
  await upload(page, BROKEN, '0.4.0');
  await start(page, '0.4.0', '1 máy, rồi tất cả', 'Không chờ');
  const shown = rollout(page, '0.4.0');
  await shown.getByText('Tự dừng vì có thiết bị cập nhật không thành công.').waitFor(slow);
  await shown.getByRole('button', { name: 'Từng thiết bị' }).click();
  await shown.getByText('Tự trở về bản cũ').waitFor();
  await shown.getByText('bản mới dừng đột ngột nhiều lần').waitFor();
  await runs_it(page, '0.3.0', 3).waitFor(slow);
  await look(page, '7-stopped');
}

export async function firmware() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext({ ...chosen_screen, locale: 'vi-VN' });
    const page = await context.newPage();
    watch(page, url, complaints);
    await sign_in(page, url, { user, password });
    await page.goto(`${url}/updates`);
    await refuse_strangers(page);
    await one_first_then_back(page);
    await all_at_once(page);
    await stops_by_itself(page);
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
