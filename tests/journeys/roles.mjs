// Eight persons with one role each walk every page of the navigation, on a desk or on a phone: no page
// asks for what its person may not read, what a role may not do is not offered, and the server refuses
// it all the same when it is asked without the console. Needs NGUON_URL with one person for each role,
// named as the role, and PASSWORD; the commune's AREA and UNIT, a DEVICE in use and a BULLETIN that waits for
// approval there, SEEN in its present version.
import { sign_in } from './hands.mjs';
import { accessibility, check, picture, settled, watch, with_browser, with_console } from './support.mjs';

const { AREA = '', UNIT = '', DEVICE = '', BULLETIN = '', SEEN = '', PASSWORD: password } = process.env;
const everywhere = { areas: [AREA], groups: [], devices: [] };

/** Where it is offered, the words on it, and what it would ask of the server. */
const deeds = {
  write_bulletin: {
    at: '/bulletins', offer: /^Soạn bản tin$/, path: '/api/v1/bulletins',
    body: { body: {
      title: 'Thử quyền', class: 'ordinary', field: '', area: AREA, valid_from: '2026-01-01',
      valid_to: '2036-01-01', targets: everywhere, attachments: [], miss: { on_miss: 'drop' },
      variants: [{ language: 'vi', source: 'speech', blocks: [{ kind: 'paragraph', level: 0, text: 'Thử.' }] }],
    } },
  },
  approve: { path: `/api/v1/bulletins/${BULLETIN}/approve`, if_match: SEEN },
  plan: {
    at: '/schedule', offer: /^Xếp lịch phát$/, path: '/api/v1/programme-previews',
    body: {
      title: 'Thử quyền', area: AREA, class: 'ordinary', times: ['05:45:00'], targets: everywhere,
      items: [{ kind: 'bulletin', title: '', repeats: 1, bulletin: BULLETIN }],
    },
  },
  add_device: {
    at: '/devices', offer: /^Thêm cụm loa$/, path: '/api/v1/devices',
    body: { name: 'Thử quyền', kind: 'cluster', serial: 'TQ-1', area: AREA },
  },
  test_speaker: { at: `/devices/${DEVICE}`, offer: /^Thử loa$/, path: `/api/v1/devices/${DEVICE}/test-tone`, body: {} },
  add_person: { at: '/people', offer: /^Thêm người dùng$/, path: '/api/v1/users', body: { user_name: 'thuquyen', display_name: 'Thử quyền', unit: UNIT, grants: [] } },
  verify_log: { at: '/audit', offer: /^Kiểm tra$/, path: '/api/v1/audit/verify' },
  stop_all: { at: '/', offer: /^Dừng tất cả$/, path: '/api/v1/stop-everything', body: { area: AREA, reason: 'Thử quyền' } },
  raise: {
    at: '/emergency', offer: /^Phát khẩn cấp ngay$/, path: '/api/v1/emergencies',
    body: { mode: 'real', hazard: 'storm', title: 'Thử quyền', text: 'Thử.', targets: everywhere, siren: true, minutes: 1 },
  },
};

/** By role: what it may do; of the technician's stop only the clusters', not the emergencies. */
const allowed = {
  administrator: ['add_person', 'verify_log'],
  composer: ['write_bulletin'],
  approver: ['approve', 'plan', 'stop_all'],
  operator: ['plan', 'test_speaker', 'stop_all'],
  technician: ['add_device', 'test_speaker'],
  feedback_handler: [],
  report_viewer: [],
  emergency_issuer: ['write_bulletin', 'stop_all', 'raise'],
};
/** Offered under the same words, but by another way than the one that is asked for here. */
const offered_otherwise = { technician: ['stop_all'] };

/** Whose pages are also read by axe: one on a desk, one on a phone. */
const looked_at = ['administrator', 'operator'];

/** The answer of the server to one who does not use the console. */
async function ask(page, { path, body, if_match }) {
  return page.evaluate(async ({ path, body, if_match }) => {
    const reply = await fetch(path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json', 'X-Nguon-Request': '1',
        ...(if_match ? { 'If-Match': if_match } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const told = await reply.json().catch(() => ({}));
    return { status: reply.status, code: told.code ?? '' };
  }, { path, body, if_match });
}

/** Every page that this person is offered; what the server refuses to show there is a fault. */
async function walk(page, url, role, complaints) {
  const places = await page.getByRole('navigation', { name: 'Các mục', exact: true }).getByRole('link')
    .evaluateAll((links) => links.map((one) => new URL(one.href).pathname));
  for (const place of new Set([...places, '/emergency', '/account'])) {
    const refused = [];
    const listen = (reply) => {
      if (reply.status() === 403) refused.push(`${role} on ${place}: ${reply.request().method()} ${new URL(reply.url()).pathname}`);
    };
    page.on('response', listen);
    await page.goto(url + place);
    await settled(page).catch((error) => complaints.push(`${role} on ${place}: ${error.message}`));
    page.off('response', listen);
    complaints.push(...refused);
    const alerts = await page.getByRole('alert').allInnerTexts();
    if (alerts.length > 0) complaints.push(`${role} on ${place} is told: ${alerts.join(' ')}`);
    if (!looked_at.includes(role)) continue;
    for (const one of await accessibility(page)) complaints.push(`${role} on ${place}: ${one}`);
  }
}

async function offers(page, url, role, complaints) {
  for (const [name, { at, offer }] of Object.entries(deeds)) {
    if (!offer) continue;
    await page.goto(url + at);
    await settled(page).catch(() => undefined);
    const found = page.locator('main').getByRole('button', { name: offer })
      .or(page.locator('main').getByRole('link', { name: offer })).first();
    const seen = await found.isVisible();
    const expected = allowed[role].includes(name) || (offered_otherwise[role] ?? []).includes(name);
    if (seen !== expected) complaints.push(`${name} is ${seen ? '' : 'not '}offered to ${role}`);
  }
  await picture(page, `roles-${role}`);
}

async function refusals(page, role, complaints) {
  for (const [name, deed] of Object.entries(deeds)) {
    if (allowed[role].includes(name)) continue;
    const { status, code } = await ask(page, deed);
    // What somebody may not even read does not exist for them.
    const hidden = status === 404 && !code.startsWith('http.');
    if (status !== 403 && !hidden) complaints.push(`${role} asks for ${name}: ${status} ${code}`);
  }
}

export async function roles() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    for (const [number, role] of Object.keys(allowed).entries()) {
      const phone = number % 2 === 1;
      const context = await browser.newContext({
        viewport: phone ? { width: 360, height: 780 } : { width: 1280, height: 900 },
        locale: 'vi-VN', colorScheme: phone ? 'dark' : 'light',
      });
      const page = await context.newPage();
      watch(page, url, complaints);
      await sign_in(page, url, { user: role, password });
      if (phone) await page.getByRole('button', { name: 'Mở trình đơn' }).click();
      await walk(page, url, role, complaints);
      await offers(page, url, role, complaints);
      await refusals(page, role, complaints);
      await context.close();
    }
  }));
  check(complaints.length === 0, [...new Set(complaints)].join('\n'));
}
