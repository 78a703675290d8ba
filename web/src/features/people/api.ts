import { client, if_match, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type Role = Schemas['IdentityRole'];
export type Grant = Schemas['IdentityGrant'];
export type Person = Schemas['IdentityUser'];
export type PersonWithCode = Schemas['IdentityUserWithCode'];
export type NewPerson = Schemas['IdentityNewUser'];
export type Unit = Schemas['IdentityUnit'];
export type UnitEdit = Schemas['IdentityUnitEdit'];

export const roles: Role[] = [
  'composer', 'approver', 'operator', 'technician', 'emergency_issuer', 'feedback_handler',
  'report_viewer', 'administrator',
];

export interface ListFilter {
  q?: string;
  /** Only within this area. */
  under?: string;
}
const at = (id: string) => ({ params: { path: { id } } });

export const people_page = (filter: ListFilter & { unit?: string }, after?: string) =>
  unwrap(client.GET('/api/v1/users', {
    params: { query: { ...filter, limit: 50, ...(after ? { after } : {}) } },
  }));
export const person = (id: string) => unwrap(client.GET('/api/v1/users/{id}', at(id)));
export const add_person = (body: NewPerson) => unwrap(client.POST('/api/v1/users', { body }));
export const edit_person = ({ id, version }: Person, body: Schemas['IdentityUserEdit']) =>
  unwrap(client.PUT('/api/v1/users/{id}', {
    params: { path: { id }, header: if_match(version) }, body,
  }));
export const set_grants = (id: string, grants: Grant[]) =>
  unwrap(client.PUT('/api/v1/users/{id}/grants', { ...at(id), body: { grants } }));
/** Closing ends every session and token at once. */
export const close_account = (id: string) =>
  unwrap(client.POST('/api/v1/users/{id}/disable', at(id)));
export const open_account = (id: string) =>
  unwrap(client.POST('/api/v1/users/{id}/enable', at(id)));
export const issue_reset_code = (id: string, drop_second_factor = false) =>
  unwrap(client.POST('/api/v1/users/{id}/reset-code', { ...at(id), body: { drop_second_factor } }));
export const sessions_of = (id: string) =>
  unwrap(client.GET('/api/v1/users/{id}/sessions', at(id)));
export const end_sessions_of = (id: string) =>
  unwrap(client.POST('/api/v1/users/{id}/end-sessions', at(id)));

export const units_page = (filter: ListFilter, after?: string) =>
  unwrap(client.GET('/api/v1/units', {
    params: { query: { ...filter, limit: 50, ...(after ? { after } : {}) } },
  }));
export const unit = (id: string) => unwrap(client.GET('/api/v1/units/{id}', at(id)));
export const add_unit = (body: UnitEdit) => unwrap(client.POST('/api/v1/units', { body }));
export const edit_unit = ({ id, version }: Unit, body: UnitEdit) =>
  unwrap(client.PUT('/api/v1/units/{id}', {
    params: { path: { id }, header: if_match(version) }, body,
  }));
