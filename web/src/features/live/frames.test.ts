import { expect, test } from 'vitest';
import golden from '../../../../spec/golden/live-stream.hex?raw';
import { FrameReader } from './frames';

const stream = Uint8Array.from(
  golden.trim().match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

test('the packets of the golden stream come out, whole or byte by byte', () => {
  const whole = new FrameReader().take(stream);
  expect(whole.map(({ sequence, instant_us }) => [sequence, instant_us]))
    .toEqual([[7, 1780000001600000], [8, 1780000001620003]]);
  expect(whole[0]?.bytes).toEqual(Uint8Array.of(0xf8, 0xff, 0xfe));
  const reader = new FrameReader();
  expect([...stream].flatMap((byte) => reader.take(Uint8Array.of(byte)))).toEqual(whole);
});

test('what is no live stream is refused', () => {
  expect(() => new FrameReader().take(new TextEncoder().encode('<!doctype html><html>')))
    .toThrow('not a live stream');
});
