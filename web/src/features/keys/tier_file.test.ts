import { expect, test } from 'vitest';
import type { OfTier } from './api';
import { read_tier_file, write_tier_file } from './tier_file';

const own: OfTier = {
  tier: 'commune',
  keys: [{ purpose: 'ordinary', key: 'b25l' }, { purpose: 'emergency', key: 'dHdv' }],
  fingerprint: '12345 12345 12345 12345 12345 12345',
};

test('what one server writes another reads, without the digits', () => {
  expect(read_tier_file(write_tier_file(own))).toEqual(own.keys);
  expect(write_tier_file(own)).not.toContain('12345');
});

test.each([
  ['nothing', ''],
  ['something else', '{"keys":[]}'],
  ['no list', '{"nguon_keys":1,"keys":"b25l"}'],
  ['a root', '{"nguon_keys":1,"keys":[{"purpose":"root","key":"b25l"}]}'],
  ['no key', '{"nguon_keys":1,"keys":[{"purpose":"ordinary"}]}'],
  ['null', 'null'],
])('%s holds no keys', (_, text) => {
  expect(read_tier_file(text)).toEqual([]);
});
