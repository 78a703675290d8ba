import { new_body, text_in } from '../../src/features/content/body';
import type { Bulletin } from '../../src/features/content/api';
import type { Template, TemplateBody } from '../../src/features/templates/api';
import { pieces_of } from '../../src/features/templates/pieces';
import { demo_fetch, on, Refusal } from '../server';
import { commune, new_id } from '../state';
import { actor } from './identity';

function kept(body: TemplateBody, own: boolean): Template {
  const blanks = [body.title, text_in(body)].flatMap(pieces_of)
    .flatMap(({ blank }) => (blank === undefined ? [] : [blank]));
  return {
    id: new_id('t'), body, version: 1, changed_at: Date.now(),
    changed_by: { user: 'lan', name: 'Nguyễn Thị Lan' }, blanks: [...new Set(blanks)],
    abilities: own ? ['use', 'edit', 'remove'] : ['use'],
  };
}

function written(name: string, area: string, title: string, text: string): TemplateBody {
  const { class: class_, field, targets, variants } = new_body(area, title, text, Date.now());
  return { name, area, title, class: class_, field, targets, variants };
}

let templates: Template[] = [
  kept(written('Cúp điện', commune.path, 'Tạm ngừng cấp điện ngày {ngày}',
    'Kính thưa bà con. Ngày {ngày}, từ {giờ}, {ấp} tạm ngừng cấp điện để sửa lưới.'), true),
  kept(written('Tiêm chủng hằng tháng', commune.path, 'Lịch tiêm chủng tháng {tháng}',
    'Mời bà con đưa trẻ đến trạm y tế vào sáng {ngày}. Nhớ mang theo sổ tiêm.'), true),
  kept(written('Cảnh báo nắng nóng', '91', 'Cảnh báo nắng nóng ngày {ngày}',
    'Nhiệt độ cao nhất {độ} độ. Bà con hạn chế ra ngoài từ 10 đến 16 giờ.'), false),
];

function find(id: string | undefined): Template {
  const found = templates.find((one) => one.id === id);
  if (!found) {
    throw new Refusal(404, 'content.template_missing', {
      vi: 'Không có mẫu này.', en: 'There is no such template.',
    });
  }
  return found;
}

on('GET /api/v1/bulletin-templates', () => ({ items: templates }));
on('POST /api/v1/bulletin-templates', ({ body }) => {
  const made = kept(body as TemplateBody, true);
  templates = [made, ...templates];
  return made;
});
on('PUT /api/v1/bulletin-templates/{id}', ({ path, body }) => {
  const before = find(path.id);
  const after = { ...kept(body as TemplateBody, true), id: before.id, version: before.version + 1 };
  templates = templates.map((one) => (one === before ? after : one));
  return after;
});
on('DELETE /api/v1/bulletin-templates/{id}', ({ path }) => {
  const gone = find(path.id);
  templates = templates.filter((one) => one !== gone);
});
on('POST /api/v1/bulletin-templates/{id}/use', async ({ path, body }) => {
  const { title, class: class_, variants } = find(path.id).body;
  const { blanks } = body as { blanks: Record<string, string> };
  const filled = (text: string) => pieces_of(text)
    .map((piece) => (piece.blank && blanks[piece.blank]) || piece.text).join('');
  const made = await demo_fetch('/api/v1/bulletins', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      body: {
        ...new_body(actor().area, filled(title), filled(text_in({ variants })), Date.now()),
        class: class_,
      },
    }),
  });
  return (await made.json()) as Bulletin;
});
