import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';
import { code_of } from '../../lib/area';
import { area as area_of_code } from '../area/api';
import { make_passkey, nothing_sounds, show_passkey_to } from './passkey_browser';
import { place_of_work } from './place_of_work';

type Schemas = components['schemas'];
export type Grant = Schemas['IdentityGrant'];
export type Session = Schemas['IdentitySession'];
export type Token = Schemas['IdentityToken'];
export type Passkey = Schemas['IdentityPasskey'];
export type PasskeyRequest = Schemas['IdentityPasskeyRequest'];
export type ShownPasskey = Schemas['IdentityShownPasskey'];
export type UnitKind = Schemas['IdentityUnitKind'];
export type SetUpOrder = Schemas['IdentitySetUp'];

/** The one who sits before the screen. */
export interface Me {
  id: string;
  name: string;
  /** The own unit with the place where the person works; see place_of_work. */
  unit: { id: string; area: string; name: string };
  /** The name of the own unit, which may stand above that place. */
  organisation: string;
  grants: Grant[];
  /** Whatever the actor may do in any of the own areas; single things say it more exactly. */
  abilities: string[];
  areas: Schemas['IdentityAreaAbilities'][];
  /** An authenticator application. */
  second_factor: boolean;
  passkey: boolean;
}

export const unit_kinds: UnitKind[] = [
  'service_centre', 'culture_office', 'committee_office', 'economy_office', 'department', 'police',
  'telecom', 'other',
];

const at = (id: string) => ({ params: { path: { id } } });

export const set_up_need = () => unwrap(client.GET('/api/v1/setup'));
export const set_up = (body: SetUpOrder) => unwrap(client.POST('/api/v1/setup', { body }));
export const sign_in = (body: Schemas['IdentitySignIn']) =>
  unwrap(client.POST('/api/v1/session', { body }));
export const sign_out = () => unwrap(client.DELETE('/api/v1/session'));

export async function me(): Promise<Me> {
  const { user, grants, areas } = await unwrap(client.GET('/api/v1/session'));
  const unit = await unwrap(client.GET('/api/v1/units/{id}', at(user.unit)));
  const area = place_of_work(unit.area, grants.map((one) => one.area));
  const name = area === unit.area ? unit.name : (await area_of_code(code_of(area))).full_name;
  return {
    id: user.id,
    name: user.display_name,
    unit: { id: unit.id, area, name },
    organisation: unit.name,
    grants,
    abilities: [...new Set(areas.flatMap((one) => one.abilities))],
    areas,
    second_factor: user.has_second_factor,
    passkey: user.has_passkey,
  };
}

export const sessions = () => unwrap(client.GET('/api/v1/sessions'));
export const end_session = (id: string) => unwrap(client.DELETE('/api/v1/sessions/{id}', at(id)));
export const tokens = () => unwrap(client.GET('/api/v1/tokens'));
export const issue_token = (body: Schemas['IdentityNewToken']) =>
  unwrap(client.POST('/api/v1/tokens', { body }));
export const revoke_token = (id: string) => unwrap(client.DELETE('/api/v1/tokens/{id}', at(id)));

export const enrol_totp = (password: string) =>
  unwrap(client.POST('/api/v1/totp', { body: { password } }));
export const confirm_totp = (code: string) =>
  unwrap(client.POST('/api/v1/totp/confirm', { body: { code } }));
export const disable_totp = (body: Schemas['IdentityTotpDisable']) =>
  unwrap(client.POST('/api/v1/totp/disable', { body }));

/** Once more, before something that asks for a fresh code. */
export const show_second_factor = (code: string) =>
  unwrap(client.POST('/api/v1/session/second-factor', { body: { code } }));

export const change_password = (body: Schemas['IdentityPasswordChange']) =>
  unwrap(client.POST('/api/v1/password', { body }));
export const reset_password = (body: Schemas['IdentityPasswordReset']) =>
  unwrap(client.POST('/api/v1/password/reset', { body }));

export const passkeys = () => unwrap(client.GET('/api/v1/passkeys'));
/** The browser makes it, for this page alone; the password says whose it is. */
export async function add_passkey(owner: { id: string; name: string }, name: string, password: string) {
  const request = await unwrap(client.POST('/api/v1/passkeys/request', { body: { password } }));
  const made = await make_passkey(request, owner);
  return unwrap(client.POST('/api/v1/passkeys', { body: { name, ...made } }));
}
export const remove_passkey = (id: string, password: string) =>
  unwrap(client.POST('/api/v1/passkeys/{id}/remove', { ...at(id), body: { password } }));
export async function sign_in_by_passkey() {
  const request = await unwrap(client.POST('/api/v1/session/passkey-request'));
  const body = await show_passkey_to(request);
  return unwrap(client.POST('/api/v1/session/passkey', { body }));
}
export async function show_own_passkey() {
  const request = await unwrap(client.POST('/api/v1/session/second-factor/passkey-request'));
  const body = await show_passkey_to(request, nothing_sounds);
  return unwrap(client.POST('/api/v1/session/second-factor/passkey', { body }));
}
