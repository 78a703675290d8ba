import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type Ring = Schemas['KeysRing'];
export type Key = Schemas['KeysKey'];
export type Purpose = Schemas['KeysPurpose'];
export type Tier = Schemas['KeysTier'];
export type TierKey = Schemas['KeysTierKey'];
export type OfTier = Schemas['KeysOfTier'];

export const keys = () => unwrap(client.GET('/api/v1/keys'));
export const trust_release_keys = (body: Schemas['KeysReleaseTrust']) =>
  unwrap(client.PUT('/api/v1/keys/release', { body }));
export const trust_tier_keys = (body: Schemas['KeysTierTrust']) =>
  unwrap(client.PUT('/api/v1/keys/tier', { body }));
export const rotate = (body: Schemas['KeysRotation']) =>
  unwrap(client.POST('/api/v1/keys/rotate', { body }));
