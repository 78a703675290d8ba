import type {
  ApprovalRule, Bulletin, BulletinBody, BulletinState, BulletinSummary, RenderJob,
} from '../../src/features/content/api';
import { main_variant, sound_of, text_in } from '../../src/features/content/body';
import { blocks_of } from '../../src/features/content/blocks';
import { add_days, local_date } from '../../src/lib/time';
import { fold, reading_ms } from '../../src/lib/words';
import { many_bulletins } from '../many_bulletins';
import { sound } from '../sample_text';
import { type Call, on, Refusal, tell } from '../server';
import { commune, keep, new_id, note, state, type StoredBulletin } from '../state';
import { actor, can } from './identity';

const render_ms = 2500;

// `?bulletins=5000` shows the console with an archive of years; it is not kept.
const many_key = 'nguon.demo.bulletins';
const asked = new URLSearchParams(location.search).get('bulletins');
if (asked !== null) sessionStorage.setItem(many_key, asked);
const archive = many_bulletins(Number(sessionStorage.getItem(many_key) ?? 0));

function find(id: string | undefined): StoredBulletin {
  const found = [...state.bulletins, ...archive].find((one) => one.id === id);
  if (!found) {
    throw new Refusal(404, 'content.not_found', {
      vi: 'Không có bản tin này.', en: 'There is no such bulletin.',
    });
  }
  return found;
}

const is_from_above = (one: StoredBulletin) => one.body.area !== commune.path;

/** As the server would show it to the one who asks. */
function present(one: StoredBulletin): Bulletin {
  const own = one.author.user === actor().id;
  const { versions: _, bodies: __, ...shown } = one;
  const abilities: string[] = [];
  if (is_from_above(one)) {
    return { ...shown, abilities: can('write_bulletins') ? ['copy'] : [] };
  }
  if (['draft', 'returned'].includes(one.state) && can('write_bulletins')) {
    abilities.push('edit', 'render', 'submit');
  }
  const emergency = one.body.class === 'emergency';
  if (one.state === 'submitted' && can('approve_bulletins') && !own) {
    const fresh = Date.now() - (state.second_factor_at ?? 0) < 5 * 60_000;
    abilities.push(emergency && !fresh ? 'approve-after-second-factor' : 'approve', 'return');
  }
  if (['approved', 'scheduled', 'broadcast'].includes(one.state) &&
    can(emergency ? 'raise_emergency' : 'operate_devices')) abilities.push('play');
  if (['approved', 'scheduled', 'broadcast'].includes(one.state) && can('write_schedule')) {
    abilities.push('schedule');
  }
  if (!['withdrawn', 'archived'].includes(one.state) && (own || can('approve_bulletins'))) abilities.push('withdraw');
  if (can('write_bulletins')) {
    if (['broadcast', 'withdrawn'].includes(one.state)) abilities.push('archive');
    if (one.state === 'archived') abilities.push('unarchive');
    abilities.push('copy');
  }
  return { ...shown, abilities };
}

function summary(stored: StoredBulletin): BulletinSummary {
  const { body, ...one } = present(stored);
  const { title, class: class_, field, area, valid_from, valid_to } = body;
  const comment = one.approvals.at(-1)?.comment;
  return {
    ...one, title, class: class_, field, area, valid_from, valid_to,
    languages: body.variants.map(({ language }) => language),
    duration_ms: sound_of({ ...one, body })?.audio.duration_ms ?? 0,
    ...(comment ? { comment } : {}),
  };
}

function changed(one: StoredBulletin, reached: BulletinState, reason?: string): Bulletin {
  const changed_at = Date.now();
  const changed_by = { user: actor().id, name: actor().display_name };
  Object.assign(one, { state: reached, changed_at, changed_by, version: one.version + 1 });
  delete one.reason;
  if (reason) one.reason = reason;
  one.bodies = { ...one.bodies, [one.version]: structuredClone(one.body) };
  one.versions.push({
    version: one.version, state: reached, changed_by, changed_at, ...(reason ? { reason } : {}),
  });
  note(`content.${reached}`, one.body.title, reason);
  tell('bulletin.changed', { id: one.id });
  return present(one);
}

on('GET /api/v1/bulletins', ({ query }) => {
  const words = fold(query.get('q') ?? '');
  const wanted = query.get('state');
  const limit = Number(query.get('limit') ?? 50);
  const above = query.get('from') === 'above';
  const found = [...state.bulletins, ...archive]
    .filter((one) => is_from_above(one) === above)
    .filter((one) => !wanted || one.state === wanted)
    .filter(({ author }) => !query.get('author') || author.user === query.get('author'))
    .filter(({ body }) => body.valid_to >= (query.get('valid_on') ?? ''))
    .filter(({ body }) => !query.get('class') || body.class === query.get('class'))
    .filter(({ body }) =>
      !words || fold(`${body.title} ${text_in(body)}`).includes(words))
    .sort((a, b) => b.changed_at - a.changed_at);
  const from = found.findIndex(({ id }) => id === query.get('after')) + 1;
  const items = found.slice(from, from + limit).map(summary);
  const last = items.at(-1);
  return { items, ...(last && from + limit < found.length ? { next: last.id } : {}) };
});
on('GET /api/v1/bulletins/{id}', ({ path }) => present(find(path.id)));
on('GET /api/v1/bulletins/{id}/versions', ({ path }) => ({ items: find(path.id).versions }));
on('GET /api/v1/bulletins/{id}/versions/{version}', ({ path }) => {
  const one = find(path.id);
  const number = Number(path.version);
  const then = one.versions.find(({ version }) => version === number);
  return { ...then, body: one.bodies?.[number] ?? one.body };
});
function drafted(body: BulletinBody): StoredBulletin {
  const author = { user: actor().id, name: actor().display_name };
  const at = Date.now();
  const made: StoredBulletin = {
    id: new_id('b'), body, state: 'draft', renderings: [], author, approvals: [], created_at: at,
    changed_at: at, changed_by: author, version: 1,
    versions: [{ version: 1, state: 'draft', changed_by: author, changed_at: at }],
  };
  state.bulletins.push(made);
  return made;
}
on('POST /api/v1/bulletins', (call) => {
  const { body } = call.body as { body: BulletinBody };
  const made = drafted(body);
  note('content.draft_bulletin', body.title);
  return present(made);
});
on('POST /api/v1/bulletins/{id}/copy', ({ path, body: order }) => {
  const original = find(path.id);
  const { area } = order as { area: string };
  const today = local_date(Date.now());
  const { body: written, renderings } = structuredClone(original);
  const body: BulletinBody = {
    ...written, area, valid_from: written.valid_from > today ? written.valid_from : today,
    valid_to: written.valid_to < today ? add_days(today, 14) : written.valid_to,
    ...(written.area === area ? {} : { targets: { areas: [area], groups: [], devices: [] } }),
  };
  const made = drafted(body);
  made.renderings = renderings;
  made.origin = {
    bulletin: original.id, version: original.version, area: written.area, title: written.title,
  };
  note('content.copy_bulletin', body.title);
  return present(made);
});
on('PUT /api/v1/bulletins/{id}', ({ path, body, request }) => {
  const one = find(path.id);
  if (request.headers.get('If-Match') !== `"v${one.version}"`) {
    throw new Refusal(412, 'http.changed_meanwhile', {
      vi: 'Bản tin vừa được người khác sửa. Hãy tải lại trang để thấy bản mới.',
      en: 'Somebody else has just changed this bulletin. Load the page again.',
    });
  }
  const wanted = body as BulletinBody;
  const heard = JSON.stringify(main_variant(one.body));
  if (JSON.stringify(main_variant(wanted)) !== heard) one.renderings = [];
  one.body = wanted;
  return changed(one, 'draft');
});
/** Jobs of this visit; a reload forgets them, as nothing of the demo goes on without its page. */
const jobs: RenderJob[] = [];
const moved = (job: RenderJob, more: Partial<RenderJob>) => {
  Object.assign(job, more, { changed_at: Date.now() });
  tell('render.changed', { id: job.id, area: job.area });
};
function work_off(job: RenderJob, one: StoredBulletin) {
  if (job.state === 'cancelled') return;
  moved(job, { state: 'working', sentences_done: job.sentences_done + 1 });
  if (job.sentences_done < job.sentences_total) {
    setTimeout(() => work_off(job, one), render_ms / job.sentences_total);
    return;
  }
  const ms = Math.max(4000, Math.round(reading_ms(text_in(one.body)) / 1000) * 1000);
  one.renderings = [sound(ms, Date.now())];
  changed(one, one.state);
  moved(job, { state: 'done', abilities: [] });
}
function find_job(id: string | undefined, by: 'id' | 'bulletin'): RenderJob {
  const found = jobs.filter((job) => job[by] === id).at(-1);
  if (!found) {
    throw new Refusal(404, 'content.render_not_found', {
      vi: 'Không có việc dựng âm thanh này.', en: 'There is no such rendering.',
    });
  }
  return found;
}
on('POST /api/v1/bulletins/{id}/render', ({ path }) => {
  const one = find(path.id);
  const at = Date.now();
  const job: RenderJob = {
    id: new_id('j'), bulletin: one.id, area: one.body.area, state: 'waiting', sentences_done: 0,
    sentences_total: Math.max(1, text_in(one.body).split(/[.\n]+/).filter(Boolean).length),
    requested_by: { user: actor().id, name: actor().display_name }, created_at: at, changed_at: at,
    abilities: ['cancel'],
  };
  jobs.push(job);
  setTimeout(() => work_off(job, one), 100);
  return job;
});
on('GET /api/v1/bulletins/{id}/render', ({ path }) => find_job(path.id, 'bulletin'));
on('POST /api/v1/render-jobs/{id}/cancel', ({ path }) => {
  const job = find_job(path.id, 'id');
  moved(job, { state: 'cancelled', abilities: [] });
  return job;
});
on('POST /api/v1/bulletins/{id}/submit', ({ path }) => {
  const one = find(path.id);
  if (one.renderings.length === 0) {
    throw new Refusal(409, 'content.not_rendered', {
      vi: 'Hãy tạo bản đọc và nghe thử trước khi gửi duyệt.',
      en: 'Make the reading and listen to it before submitting.',
    });
  }
  return changed(one, 'submitted');
});
on('GET /api/v1/approval-rule', () => state.approval);
on('PUT /api/v1/approval-rule', ({ body }) => {
  state.approval = { ...(body as ApprovalRule), version: state.approval.version + 1 };
  note('content.change_approval_rule', commune.name);
  return state.approval;
});
on('POST /api/v1/session/second-factor', ({ body }) => {
  if (!/^\d{6}$/.test((body as { code: string }).code)) {
    throw new Refusal(403, 'identity.wrong_code', {
      vi: 'Mã không đúng. Trong bản trình diễn, gõ 6 số bất kỳ.',
      en: 'The code is wrong. In the demo any six digits do.',
    });
  }
  state.second_factor_at = Date.now();
  keep();
  return { second_factor_at: state.second_factor_at };
});
on('POST /api/v1/bulletins/{id}/approve', ({ path, body }) => {
  const one = find(path.id);
  const { id: user, display_name: name } = actor();
  const { comment } = (body ?? {}) as { comment?: string };
  const said = comment ? { comment } : {};
  one.approvals.push({ person: { user, name }, at: Date.now(), second_factor: false, ...said });
  const shown = changed(one, 'approved');
  Object.assign(one.versions.at(-1)!, said);
  return shown;
});
on('POST /api/v1/bulletins/{id}/archive', ({ path }) => changed(find(path.id), 'archived'));
on('POST /api/v1/bulletins/{id}/unarchive', ({ path }) => {
  const one = find(path.id);
  return changed(one, one.versions.findLast(({ state }) => state !== 'archived')!.state);
});
const reason_of = ({ body }: Call) => (body as { reason: string }).reason;
on('POST /api/v1/bulletins/{id}/return', (call) =>
  changed(find(call.path.id), 'returned', reason_of(call)));
on('POST /api/v1/bulletins/{id}/withdraw', (call) =>
  changed(find(call.path.id), 'withdrawn', reason_of(call)));
on('POST /api/v1/document-imports', async ({ query, request }) => {
  const name = query.get('name') ?? '';
  if (!/\.(txt|md)$/i.test(name)) {
    throw new Refusal(400, 'media.unreadable_document', {
      vi: 'Bản trình diễn chỉ mở được tệp .txt và .md. Máy chủ thật mở được Word và PDF.',
      en: 'The demo opens .txt and .md only. The real server opens Word and PDF.',
    });
  }
  const blocks = blocks_of((await request.text()).normalize('NFC'));
  keep();
  return { title: blocks[0]?.text.slice(0, 120) ?? name, blocks };
});
