import { expect, test } from 'vitest';
import { from_base64url, to_base64url } from './passkey_browser';

test('bytes travel as the server writes them', () => {
  const bytes = Uint8Array.from([0xfb, 0xef, 0xff, 0x00]);
  expect(to_base64url(bytes.buffer)).toBe('--__AA');
  expect([...from_base64url('--__AA')]).toEqual([...bytes]);
  expect(from_base64url('')).toHaveLength(0);
});
