import type { SetUpOrder, Token } from '../../src/features/identity/api';
import type { Person } from '../../src/features/people/api';
import { on, Refusal } from '../server';
import { commune, keep, new_id, person, state } from '../state';

const password = 'demo-demo-demo';
const reads = ['read_bulletins', 'read_schedule', 'read_devices', 'read_media', 'read_proofs'];
const permissions: Record<string, string[]> = {
  composer: ['write_bulletins', 'write_dictionary'],
  approver: ['approve_bulletins', 'write_schedule', 'stop_everything'],
  operator: ['write_schedule', 'operate_devices', 'stop_everything'],
  emergency_issuer: ['write_bulletins', 'raise_emergency', 'stop_everything'],
  technician: ['write_devices', 'operate_devices'],
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
  return reads.includes(permission) ||
    actor().grants.some(({ role }) => permissions[role]?.includes(permission));
}

function me() {
  const user = actor();
  const abilities = new Set(
    [...reads, ...user.grants.flatMap(({ role }) => permissions[role] ?? [])]);
  return {
    user, grants: user.grants, areas: [{ area: commune.path, abilities: [...abilities] }],
  };
}

on('GET /api/v1/setup', () => ({ needed: !state.set_up }));
on('POST /api/v1/setup', ({ body }) => {
  const order = body as SetUpOrder;
  if (order.code.replace(/\W/g, '') !== 'DEMO12345') {
    throw new Refusal(403, 'identity.wrong_setup_code', {
      vi: 'Mã thiết lập không đúng. Trong bản trình diễn, mã là DEMO-12345.',
      en: 'The set-up code is wrong. In the demo it is DEMO-12345.',
    }, [{ pointer: '/code', message: { vi: 'Mã không đúng', en: 'Wrong code' } }]);
  }
  state.people.push(person(order.user_name, order.display_name, ['administrator']));
  state.set_up = true;
  state.signed_in = order.user_name;
  keep();
  return me();
});
on('POST /api/v1/session', ({ body }) => {
  const given = body as { user_name: string; password: string; code?: string };
  const found = state.people.find((one) => one.user_name === given.user_name);
  if (!found || given.password !== password) {
    throw new Refusal(401, 'identity.wrong_credentials', {
      vi: 'Tên đăng nhập hoặc mật khẩu không đúng. Bản trình diễn: lan hoặc minh, demo-demo-demo.',
      en: 'User name or password is wrong. In the demo: lan or minh, demo-demo-demo.',
    });
  }
  if (found.has_second_factor && !/^\d{6}$/.test(given.code ?? '')) {
    throw new Refusal(401, 'identity.second_factor_needed', {
      vi: 'Cần mã 6 số.', en: 'Code needed.',
    });
  }
  state.signed_in = found.id;
  keep();
  return me();
});
on('DELETE /api/v1/session', () => {
  delete state.signed_in;
  keep();
});
on('GET /api/v1/session', me);
on('GET /api/v1/sessions', () => {
  const now = Date.now();
  const expires_at = now + 12 * 3_600_000;
  return {
    items: [
      { id: 's-1', created_at: now - 3_600_000, last_seen_at: now, expires_at,
        peer: '192.168.1.20', user_agent: navigator.userAgent, current: true },
      { id: 's-2', created_at: now - 4 * 86_400_000, last_seen_at: now - 7_200_000, expires_at,
        peer: '113.161.40.2', user_agent: 'Mozilla/5.0 (Linux; Android 14) Chrome/156.0',
        current: false },
    ],
  };
});
on('DELETE /api/v1/sessions/{id}', () => undefined);
on('GET /api/v1/tokens', () => ({ items: state.tokens }));
on('POST /api/v1/tokens', ({ body }) => {
  const { name, days, grants } = body as { name: string; days: number; grants: Token['grants'] };
  const now = Date.now();
  const token = {
    id: new_id('t'), name, created_at: now, expires_at: now + days * 86_400_000, grants,
  };
  state.tokens.push(token);
  keep();
  return { ...token, token: 'ngt_demo_5f1c0d7f8f0a4f0e9a66' };
});
on('DELETE /api/v1/tokens/{id}', ({ path }) => {
  state.tokens = state.tokens.filter((one) => one.id !== path.id);
  keep();
});
on('POST /api/v1/totp', () => ({
  secret: 'JBSW Y3DP EHPK 3PXP',
  address: `otpauth://totp/Nguon:${actor().user_name}?secret=JBSWY3DPEHPK3PXP&issuer=Nguon`,
}));
on('POST /api/v1/totp/confirm', () => {
  actor().has_second_factor = true;
  keep();
  return { recovery_codes: ['4F7K-Q2MX', '9TWB-H3CE', 'Z6RN-8JDA', 'M5PV-1GYS'] };
});
on('POST /api/v1/totp/disable', () => {
  actor().has_second_factor = false;
  keep();
});
on('GET /api/v1/passkeys', () => ({
  items: [{
    id: 'k-1', name: 'Điện thoại của tôi', created_at: Date.now() - 20 * 86_400_000,
    last_used_at: Date.now() - 3_600_000, backed_up: true,
  }],
}));
on('POST /api/v1/password', () => undefined);
on('POST /api/v1/password/reset', () => undefined);
