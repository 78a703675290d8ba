import type { OfTier, Purpose, TierKey } from './api';

const purposes: Purpose[] = ['ordinary', 'emergency'];

/** What one server gives another: public keys only. */
export const write_tier_file = (own: OfTier) =>
  JSON.stringify({ nguon_keys: 1, tier: own.tier, keys: own.keys }, null, 2) + '\n';

const is_key = (value: unknown): value is TierKey => {
  if (typeof value !== 'object' || value === null) return false;
  const { purpose, key } = value as Partial<TierKey>;
  return typeof key === 'string' && purposes.some((one) => one === purpose);
};

/** The keys of such a file; none when it is something else. */
export function read_tier_file(text: string): TierKey[] {
  try {
    const read: unknown = JSON.parse(text);
    const keys = (read as { nguon_keys?: unknown; keys?: unknown }).keys;
    if ((read as { nguon_keys?: unknown }).nguon_keys !== 1 || !Array.isArray(keys)) return [];
    if (!keys.every(is_key)) return [];
    return keys.map(({ purpose, key }) => ({ purpose, key }));
  } catch {
    return [];
  }
}
