import type { Notice, Work } from '../../src/features/undelivered/api';
import { on, Refusal } from '../server';
import { commune, note } from '../state';

const hour = 3_600_000;
const started = Date.now();
const both: Notice['abilities'] = ['retry', 'discard'];

let notices: Notice[] = [
  {
    id: 'n-1', alarm: 'a-1', kind: 'mains_lost', area: commune.path,
    device_name: 'Cụm chợ Vĩnh Thuận', channel: 'web_hook',
    address: 'https://truc.example.vn/canh-bao', happening: 'raised',
    happened_at: started - 30 * hour, tried_at: started - 2 * hour, attempts: 30,
    last_error: 'The web hook was not delivered: it answered 503.', abilities: both,
  },
  {
    id: 'n-2', alarm: 'a-3', kind: 'silent', area: commune.path,
    device_name: 'Cụm ấp Vĩnh Phước 2', channel: 'email', address: 'truc@vinhthuan.gov.vn',
    happening: 'raised', happened_at: started - 27 * hour, tried_at: started - hour, attempts: 30,
    last_error: 'The mail was not sent: 451 try later.', abilities: both,
  },
];
let work: Work[] = [{
  consumer: 'plan.content', seq: 41, topic: 'content.changed', entity: 'bulletin/b-vaccination',
  created_at: started - 5 * hour, attempts: 10, next_at: started - 4 * hour,
  last_error: 'schedule.no_such_item: The item is gone.', dead: true, abilities: both,
}];

function take<One>(list: One[], is_it: (one: One) => boolean): One[] {
  if (list.some(is_it)) return list.filter((one) => !is_it(one));
  throw new Refusal(404, 'alarms.no_such_notice', {
    vi: 'Việc này không còn chờ xử lý.', en: 'This waits no more.',
  });
}

on('GET /api/v1/alarm-notices/given-up', () => ({ items: notices }));
on('GET /api/v1/outbox/parked', () => ({ items: work }));
for (const deed of ['retry', 'discard']) {
  on(`POST /api/v1/alarm-notices/{id}/${deed}`, ({ path }) => {
    notices = take(notices, (one) => one.id === path.id);
    note(`alarms.${deed}_notice`, path.id ?? '');
  });
  on(`POST /api/v1/outbox/parked/{consumer}/{seq}/${deed}`, ({ path }) => {
    work = take(work, (one) => one.consumer === path.consumer && String(one.seq) === path.seq);
    note(`app.${deed}_outbox`, path.consumer ?? '');
  });
}
