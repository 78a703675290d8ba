import { client, unwrap } from '../../api/client';

export interface Grant {
  role: string;
  area: string;
  area_name?: string;
}
export interface Me {
  id: string;
  user_name: string;
  name: string;
  unit: { area: string; name: string };
  grants: Grant[];
  abilities: string[];
  totp: boolean;
}
export interface Session {
  id: string;
  created_at: number;
  last_seen_at: number;
  address: string;
  agent: string;
  current: boolean;
}
export interface Token {
  id: string;
  name: string;
  created_at: number;
  expires_at?: number;
  last_used_at?: number;
}
export interface Person {
  id: string;
  user_name: string;
  name: string;
  active: boolean;
  locked_until?: number;
  grants: Grant[];
  abilities: string[];
}
export interface SetupOrder {
  code: string;
  user_name: string;
  name: string;
  password: string;
  area: string;
}
export interface NewPerson {
  user_name: string;
  name: string;
  password: string;
  grants: { role: string; area: string }[];
}
interface List<T> {
  items: T[];
}

export const roles = [
  'composer', 'approver', 'operator', 'technician', 'emergency_issuer', 'feedback_handler',
  'report_viewer', 'administrator',
] as const;

export const setup_state = () =>
  unwrap<{ needed: boolean }>(client.GET('/api/v1/setup'));
export const set_up = (body: SetupOrder) => unwrap<Me>(client.POST('/api/v1/setup', { body }));
export const me = () => unwrap<Me>(client.GET('/api/v1/me'));
export const sign_in = (body: { user_name: string; password: string; totp?: string }) =>
  unwrap<Me>(client.POST('/api/v1/session', { body }));
export const sign_out = () => unwrap<void>(client.DELETE('/api/v1/session'));

export const sessions = () => unwrap<List<Session>>(client.GET('/api/v1/sessions'));
export const end_session = (id: string) =>
  unwrap<void>(client.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }));
export const tokens = () => unwrap<List<Token>>(client.GET('/api/v1/tokens'));
export const create_token = (body: { name: string; days: number }) =>
  unwrap<Token & { secret: string }>(client.POST('/api/v1/tokens', { body }));
export const revoke_token = (id: string) =>
  unwrap<void>(client.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } }));

export const begin_totp = () =>
  unwrap<{ secret: string; uri: string }>(client.POST('/api/v1/me/totp'));
export const confirm_totp = (code: string) =>
  unwrap<void>(client.POST('/api/v1/me/totp/confirm', { body: { code } }));
export const end_totp = (password: string) =>
  unwrap<void>(client.DELETE('/api/v1/me/totp', { body: { password } }));

export const people = () => unwrap<List<Person>>(client.GET('/api/v1/users'));
export const add_person = (body: NewPerson) =>
  unwrap<Person>(client.POST('/api/v1/users', { body }));
