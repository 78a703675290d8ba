// What hands do in more than one journey.
import { accessibility, check, picture } from './support.mjs';

export const button = (page, name) => page.getByRole('button', { name, exact: true });

export async function sign_in(page, url, { user, password, code }) {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Tên đăng nhập').fill(user);
  await page.locator('input[type=password]').fill(password);
  await button(page, 'Đăng nhập').click();
  if (code) {
    await page.getByLabel('Mã 6 số trên điện thoại').fill(code());
    await button(page, 'Đăng nhập').click();
  }
  await page.getByRole('heading', { name: 'Hôm nay', level: 1 }).waitFor();
}

export async function sign_out(page) {
  await page.getByRole('button', { name: /^Tài khoản/ }).click();
  await page.getByRole('menuitem', { name: 'Đăng xuất' }).click();
  await page.getByRole('heading', { name: 'Đăng nhập', exact: true }).waitFor();
}

/** From the step of the reading on: hear it, then hand it over. */
export async function listen_and_submit(page) {
  await button(page, 'Tiếp: nghe thử').click();
  await button(page, 'Tạo bản đọc').click();
  const play = button(page, 'Nghe');
  await play.waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => !document.querySelector('[aria-label="Nghe"]')?.disabled);
  await play.click();
  const wave = page.getByRole('slider', { name: 'Vị trí trong bản đọc' });
  await wave.waitFor();
  await page.waitForFunction(
    () => Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow')) >= 1,
    undefined, { timeout: 15_000 });
  await picture(page, 'job-2-listen');
  await button(page, 'Dừng').click();
  await button(page, 'Gửi duyệt').click();
  await page.getByText('Đang chờ duyệt').waitFor();
}

export async function set_times(page, times) {
  for (;;) {
    const remove = page.getByRole('button', { name: /^Bỏ giờ/ });
    if (await remove.count() === 0) break;
    await remove.first().click();
  }
  for (const time of times) {
    await page.getByLabel('Thêm giờ').fill(time);
    await button(page, 'Thêm').click();
  }
}

export async function check_accessible(page, name) {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  const found = await accessibility(page);
  check(found.length === 0, `${name}: ${found.join('\n')}`);
}

/** A device with a fingerprint reader, pretended by the browser itself. The answer says
 * from then on whether the finger fits. */
export async function with_authenticator(page) {
  const line = await page.context().newCDPSession(page);
  await line.send('WebAuthn.enable');
  const { authenticatorId } = await line.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  return (verified) =>
    line.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: verified });
}

/** On the page of the own account; the password says whose it is. */
export async function add_passkey(page, url, name, password) {
  await page.goto(`${url}/account`);
  await page.getByLabel('Tên của máy này').fill(name);
  await page.getByLabel('Gõ mật khẩu để bắt đầu').first().fill(password);
  await button(page, 'Thêm khóa trên máy này').click();
  await page.getByText('Cất các mã dự phòng').waitFor();
  await page.getByText(name, { exact: true }).waitFor();
}
