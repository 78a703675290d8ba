import type { NewPerson, Person, SetupOrder } from '../../src/features/identity/api';
import { on, Refusal } from '../server';
import { commune, keep, new_id, note, state } from '../state';

const password = 'demo-demo-demo';
const permissions: Record<string, string[]> = {
  composer: ['read_bulletins', 'write_bulletins', 'write_dictionary'],
  approver: ['read_bulletins', 'approve_bulletins', 'write_schedule'],
  operator: ['write_schedule'],
  technician: ['write_devices'],
  administrator: [
    'manage_users', 'manage_settings', 'read_audit', 'write_devices', 'write_dictionary',
    'write_schedule', 'write_bulletins',
  ],
};

export function actor(): Person {
  const found = state.people.find((one) => one.id === state.signed_in);
  if (!found) {
    throw new Refusal(401, 'identity.signed_out', {
      vi: 'Hãy đăng nhập.', en: 'Please sign in.',
    });
  }
  return found;
}

export function can(permission: string): boolean {
  return actor().grants.some(({ role }) => permissions[role]?.includes(permission));
}

function me() {
  const one = actor();
  const abilities = new Set(one.grants.flatMap(({ role }) => permissions[role] ?? []));
  return {
    id: one.id, user_name: one.user_name, name: one.name, grants: one.grants,
    unit: { area: commune.path, name: commune.name },
    totp: state.totp.includes(one.id),
    abilities: [...abilities],
  };
}

on('GET /api/v1/setup', () => ({ needed: !state.set_up }));
on('POST /api/v1/setup', ({ body }) => {
  const order = body as SetupOrder;
  if (order.code.replace(/\W/g, '') !== 'DEMO12345') {
    throw new Refusal(403, 'identity.wrong_setup_code', {
      vi: 'Mã thiết lập không đúng. Trong bản trình diễn, mã là DEMO-12345.',
      en: 'The set-up code is wrong. In the demo it is DEMO-12345.',
    }, [{ pointer: '/code', message: { vi: 'Mã không đúng', en: 'Wrong code' } }]);
  }
  state.people.push({
    id: order.user_name, user_name: order.user_name, name: order.name, active: true,
    abilities: [], grants: [{ role: 'administrator', area: commune.path }],
  });
  state.set_up = true;
  state.signed_in = order.user_name;
  keep();
  return me();
});
on('POST /api/v1/session', ({ body }) => {
  const given = body as { user_name: string; password: string; totp?: string };
  const found = state.people.find((one) => one.user_name === given.user_name);
  if (!found || given.password !== password) {
    throw new Refusal(401, 'identity.wrong_credentials', {
      vi: 'Tên đăng nhập hoặc mật khẩu không đúng. Bản trình diễn: lan hoặc minh, demo-demo-demo.',
      en: 'User name or password is wrong. In the demo: lan or minh, demo-demo-demo.',
    });
  }
  if (state.totp.includes(found.id) && !/^\d{6}$/.test(given.totp ?? '')) {
    throw new Refusal(401, 'identity.totp_needed', { vi: 'Cần mã 6 số.', en: 'Code needed.' });
  }
  state.signed_in = found.id;
  keep();
  return me();
});
on('DELETE /api/v1/session', () => {
  delete state.signed_in;
  keep();
});
on('GET /api/v1/me', me);
on('GET /api/v1/sessions', () => {
  const now = Date.now();
  return {
    items: [
      { id: 's-1', created_at: now - 3_600_000, last_seen_at: now, address: '192.168.1.20',
        agent: navigator.userAgent, current: true },
      { id: 's-2', created_at: now - 4 * 86_400_000, last_seen_at: now - 7_200_000,
        address: '113.161.40.2', agent: 'Mozilla/5.0 (Linux; Android 14) Chrome/156.0',
        current: false },
    ],
  };
});
on('DELETE /api/v1/sessions/{id}', () => undefined);
on('GET /api/v1/tokens', () => ({ items: state.tokens }));
on('POST /api/v1/tokens', ({ body }) => {
  const { name, days } = body as { name: string; days: number };
  const now = Date.now();
  const token = { id: new_id('t'), name, created_at: now, expires_at: now + days * 86_400_000 };
  state.tokens.push(token);
  keep();
  return { ...token, secret: 'ngt_demo_5f1c0d7f8f0a4f0e9a66' };
});
on('DELETE /api/v1/tokens/{id}', ({ path }) => {
  state.tokens = state.tokens.filter((one) => one.id !== path.id);
  keep();
});
on('POST /api/v1/me/totp', () => ({
  secret: 'JBSW Y3DP EHPK 3PXP',
  uri: `otpauth://totp/Nguon:${actor().user_name}?secret=JBSWY3DPEHPK3PXP&issuer=Nguon`,
}));
on('POST /api/v1/me/totp/confirm', () => {
  state.totp.push(actor().id);
  keep();
});
on('DELETE /api/v1/me/totp', () => {
  state.totp = state.totp.filter((one) => one !== actor().id);
  keep();
});
on('GET /api/v1/users', () => ({ items: state.people }));
on('POST /api/v1/users', ({ body }) => {
  const wanted = body as NewPerson;
  if (state.people.some((one) => one.user_name === wanted.user_name)) {
    throw new Refusal(409, 'identity.name_taken', {
      vi: 'Tên đăng nhập này đã có người dùng.', en: 'This user name is taken.',
    }, [{ pointer: '/user_name', message: { vi: 'Đã có người dùng', en: 'Already taken' } }]);
  }
  const made: Person = {
    id: wanted.user_name, user_name: wanted.user_name, name: wanted.name, active: true,
    abilities: [], grants: wanted.grants,
  };
  state.people.push(made);
  note('identity.add_user', made.name);
  return made;
});
