import { client, if_match, unwrap } from '../../api/client';
import type { components } from '../../api/schema';
import type { BulletinBody } from '../content/api';

type Schemas = components['schemas'];
export type Template = Schemas['ContentTemplate'];
export type TemplateBody = Schemas['ContentTemplateBody'];

export const templates = (area: string) =>
  unwrap(client.GET('/api/v1/bulletin-templates', { params: { query: { area } } }));
export const add = (body: TemplateBody) =>
  unwrap(client.POST('/api/v1/bulletin-templates', { body }));
export const change = (id: string, version: number, body: TemplateBody) =>
  unwrap(client.PUT('/api/v1/bulletin-templates/{id}', {
    params: { path: { id }, header: if_match(version) }, body,
  }));
export const remove = (id: string) =>
  unwrap(client.DELETE('/api/v1/bulletin-templates/{id}', { params: { path: { id } } }));
/** A draft of the unit; what is blank in `blanks` stays to be filled by hand. */
export const use_template = (id: string, area: string, blanks: Record<string, string>) =>
  unwrap(client.POST('/api/v1/bulletin-templates/{id}/use', {
    params: { path: { id } }, body: { area, blanks },
  }));

/** What of a bulletin is written again: everything but its days and its sound. */
export function template_of(name: string, body: BulletinBody): TemplateBody {
  const { area, title, class: class_, field, targets, variants } = body;
  return { name, area, title, class: class_, field, targets, variants };
}

/** A new one of the unit, for everybody there. */
export const blank_template = (area: string): TemplateBody => ({
  name: '', area, title: '', class: 'ordinary', field: '',
  targets: { areas: [area], groups: [], devices: [] },
  variants: [{ language: 'vi', source: 'speech', blocks: [] }],
});
