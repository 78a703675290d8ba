import type { AlarmWithNotices, Contact } from '../../src/features/alarms/api';
import { on, Refusal } from '../server';
import { commune, new_id, note } from '../state';
import { can } from './identity';

const minute = 60_000;
const started = Date.now();
const common = { area: commune.path, level: 0, version: 1, abilities: ['acknowledge' as const] };

const alarms: AlarmWithNotices[] = [
  {
    ...common, id: 'a-3', device: 'd-3', device_name: 'Cụm ấp Vĩnh Phước 2', kind: 'silent',
    cause: 'silent_dead', state: 'open', raised_at: started - 12 * minute,
    escalate_at: started + 18 * minute,
    notices: [{
      channel: 'email', address: 'truc@vinhthuan.gov.vn', happening: 'raised', attempts: 1,
      sent_at: started - 12 * minute,
    }],
  },
  {
    ...common, id: 'a-2', device: 'd-2', device_name: 'Cụm ấp Vĩnh Phước 1', kind: 'sim_ending',
    cause: 'sim_date', state: 'acknowledged', raised_at: started - 300 * minute,
    acknowledged_at: started - 200 * minute, acknowledged_by: 'Lê Minh',
    note: 'Đã gửi yêu cầu gia hạn.', notices: [],
  },
  {
    ...common, id: 'a-1', device: 'd-1', device_name: 'Cụm chợ Vĩnh Thuận', kind: 'mains_lost',
    cause: 'battery', state: 'cleared', raised_at: started - 900 * minute,
    cleared_at: started - 840 * minute, abilities: [],
    notices: [{
      channel: 'web_hook', address: 'https://truc.example.vn/canh-bao', happening: 'raised',
      attempts: 4, next_at: started + 5 * minute, last_error: 'it answered 503',
    }],
  },
];
let contacts: Contact[] = [{
  id: 'c-1', area: commune.path, channel: 'email', address: 'truc@vinhthuan.gov.vn',
  created_at: started,
}];

const present = (one: AlarmWithNotices): AlarmWithNotices =>
  ({ ...one, abilities: can('operate_devices') ? one.abilities : [] });

function find(id: string | undefined): AlarmWithNotices {
  const found = alarms.find((one) => one.id === id);
  if (!found) {
    throw new Refusal(404, 'alarms.not_found', {
      vi: 'Không có cảnh báo này.', en: 'There is no such alarm.',
    });
  }
  return present(found);
}

on('GET /api/v1/alarms', ({ query }) => ({
  items: alarms.filter((one) => !query.get('state') || one.state === query.get('state'))
    .map(present),
}));
on('GET /api/v1/alarms/{id}', ({ path }) => find(path.id));
on('POST /api/v1/alarms/{id}/acknowledge', ({ path, body }) => {
  const one = alarms.find(({ id }) => id === path.id);
  if (one) {
    Object.assign(one, {
      state: 'acknowledged', acknowledged_at: Date.now(), acknowledged_by: 'Lê Minh',
      note: (body as { note?: string }).note ?? '', escalate_at: undefined,
      version: one.version + 1,
    });
    note('alarms.acknowledge', one.device_name);
  }
  return find(path.id);
});
on('GET /api/v1/alarm-contacts', () => ({ items: contacts }));
on('POST /api/v1/alarm-contacts', ({ body }) => {
  const made = { ...(body as Omit<Contact, 'id' | 'created_at'>), id: new_id('c'),
    created_at: Date.now() };
  contacts.push(made);
  note('alarms.add_contact', made.address);
  return made.channel === 'web_hook' ? { ...made, secret: 'khóa-mẫu-chỉ-hiện-một-lần' } : made;
});
on('DELETE /api/v1/alarm-contacts/{id}', ({ path }) => {
  contacts = contacts.filter((one) => one.id !== path.id);
});
