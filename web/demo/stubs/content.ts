import type { Bulletin, BulletinChange } from '../../src/features/content/api';
import { reading_ms } from '../../src/lib/words';
import { on, Refusal, tell } from '../server';
import { commune, keep, new_id, note, state, type StoredBulletin } from '../state';
import { actor, can } from './identity';

const render_ms = 2500;

export function find(id: string | undefined): StoredBulletin {
  const found = state.bulletins.find((one) => one.id === id);
  if (!found) {
    throw new Refusal(404, 'content.no_such_bulletin', {
      vi: 'Không có bản tin này.', en: 'There is no such bulletin.',
    });
  }
  return found;
}

/** As the server would show it to the one who asks. */
export function present(one: StoredBulletin): Bulletin {
  const user = actor();
  const drafting = one.state === 'draft' || one.state === 'returned';
  const own = one.author.id === user.id;
  const abilities: string[] = [];
  if (drafting && can('write_bulletins')) abilities.push('edit', 'submit');
  if (one.state === 'submitted' && can('approve_bulletins') && !own) {
    abilities.push('approve', 'return');
  }
  if (['approved', 'scheduled', 'broadcast'].includes(one.state) && can('write_schedule')) {
    abilities.push('schedule');
  }
  if (one.state !== 'withdrawn' && (own || can('approve_bulletins'))) abilities.push('withdraw');
  const { rendered_at, ...shown } = one;
  const bulletin: Bulletin = { ...shown, area_name: commune.name, abilities };
  if (one.rendering?.state === 'working') {
    const progress = Math.min(1, (Date.now() - (rendered_at ?? 0)) / render_ms);
    bulletin.rendering = { state: 'working', progress };
  }
  if (one.state === 'submitted' && own) {
    bulletin.hindrances = {
      approve: {
        vi: 'Bạn là người soạn. Một người khác có quyền duyệt sẽ đọc, nghe và quyết định.',
        en: 'You wrote it. Another person with the right to approve will read, listen and decide.',
      },
    };
  }
  return bulletin;
}

function move(id: string | undefined, change: Partial<StoredBulletin>, act: string,
  reason?: string): Bulletin {
  const one = find(id);
  const at = Date.now();
  Object.assign(one, change, { version: one.version + 1, updated_at: at });
  one.history = [...one.history, { at, who: actor().display_name, act, ...(reason ? { reason } : {}) }];
  note(`content.${act}`, one.title, reason);
  tell('bulletin', { id: one.id });
  return present(one);
}

on('GET /api/v1/bulletins', ({ query }) => {
  const words = query.get('query')?.toLocaleLowerCase('vi');
  const wanted = query.get('state');
  const items = state.bulletins
    .filter((one) => !wanted || one.state === wanted)
    .filter((one) => !words || `${one.title} ${one.text}`.toLocaleLowerCase('vi').includes(words))
    .sort((a, b) => b.updated_at - a.updated_at)
    .map(present);
  return { items };
});
on('GET /api/v1/bulletins/{id}', ({ path }) => present(find(path.id)));
on('POST /api/v1/bulletins', ({ body }) => {
  const user = actor();
  const at = Date.now();
  const made: StoredBulletin = {
    id: new_id('b'), version: 1, title: '', text: '', class: 'ordinary', state: 'draft',
    voice: 'espeak-north', area: commune.path, author: { id: user.id, name: user.display_name },
    targets: state.devices.map((one) => one.id), created_at: at, updated_at: at,
    history: [{ at, who: user.display_name, act: 'created' }], ...(body as BulletinChange),
  };
  state.bulletins.push(made);
  note('content.draft_bulletin', made.title);
  return present(made);
});
on('PATCH /api/v1/bulletins/{id}', ({ path, body }) => {
  const one = find(path.id);
  const { version, ...change } = body as BulletinChange & { version: number };
  if (version !== one.version) {
    throw new Refusal(409, 'content.changed_meanwhile', {
      vi: 'Bản tin vừa được người khác sửa. Hãy tải lại trang để thấy bản mới.',
      en: 'Somebody else has just changed this bulletin. Load the page again.',
    });
  }
  const sounds_other = ('text' in change && change.text !== one.text) || 'voice' in change;
  Object.assign(one, change, { version: one.version + 1, updated_at: Date.now() });
  if (sounds_other) delete one.rendering;
  keep();
  return present(one);
});
on('POST /api/v1/bulletins/{id}/renderings', ({ path }) => {
  const one = find(path.id);
  one.rendering = { state: 'working', progress: 0 };
  one.rendered_at = Date.now();
  keep();
  for (const part of [0.3, 0.6, 0.9]) {
    setTimeout(() => tell('rendering', { id: one.id }), render_ms * part);
  }
  setTimeout(() => {
    const duration_ms = Math.max(4000, Math.round(reading_ms(one.text) / 1000) * 1000);
    one.rendering = {
      state: 'ready', media: `m-${duration_ms / 1000}`, duration_ms, loudness_lufs: -16,
    };
    keep();
    tell('rendering', { id: one.id });
  }, render_ms);
  return one.rendering;
});
on('POST /api/v1/bulletins/{id}/submit', ({ path }) => {
  if (find(path.id).rendering?.state !== 'ready') {
    throw new Refusal(409, 'content.not_rendered', {
      vi: 'Hãy tạo bản đọc và nghe thử trước khi gửi duyệt.',
      en: 'Make the reading and listen to it before submitting.',
    });
  }
  return move(path.id, { state: 'submitted' }, 'submitted');
});
on('POST /api/v1/bulletins/{id}/approve', ({ path }) => {
  const { id, display_name: name } = actor();
  return move(path.id, { state: 'approved', approver: { id, name } }, 'approved');
});
on('POST /api/v1/bulletins/{id}/return', ({ path, body }) => {
  const { reason } = body as { reason: string };
  const { id, display_name: name } = actor();
  return move(path.id,
    { state: 'returned', return_reason: reason, approver: { id, name } }, 'returned', reason);
});
on('POST /api/v1/bulletins/{id}/withdraw', ({ path, body }) => {
  const { reason } = body as { reason: string };
  return move(path.id, { state: 'withdrawn' }, 'withdrawn', reason);
});
on('POST /api/v1/imports', async ({ request }) => {
  const file = (await request.formData()).get('file') as File;
  if (!/\.(txt|md)$/i.test(file.name)) {
    throw new Refusal(400, 'content.cannot_read_file', {
      vi: 'Bản trình diễn chỉ mở được tệp .txt và .md. Máy chủ thật mở được Word và PDF.',
      en: 'The demo opens .txt and .md only. The real server opens Word and PDF.',
    });
  }
  const text = (await file.text()).normalize('NFC').trim();
  const title = text.split('\n').find((line) => line.trim())?.replace(/^#+\s*/, '') ?? file.name;
  return { title: title.slice(0, 120), text, warnings: [] };
});
