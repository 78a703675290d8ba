import { expect, test } from 'vitest';
import { pieces_of } from './pieces';
import { plays_of } from './plays';

const audio = (sha256: string, duration_ms: number) => ({ sha256, size_bytes: 1, duration_ms });
const rendering = (language: string, sha256: string) =>
  ({ language, audio: audio(sha256, 5000), variant_digest: '', made_at: 0 });
const made = [{ id: 'b1', renderings: [rendering('vi', 'v'), rendering('km', 'k')] }];
const chime = { kind: 'chime' as const, title: 'Nhạc hiệu', repeats: 1, media: audio('c', 4000) };
const news = { kind: 'bulletin' as const, title: 'Tin', repeats: 2, bulletin: 'b1' };

test('a bulletin is heard in all its languages, as often as it is read', () => {
  const [play] = plays_of({ title: 'Sáng', items: [chime, news] }, made);
  expect(play?.items.map(({ sha256 }) => sha256)).toEqual(['c', 'v', 'k', 'v', 'k']);
});

test('the plays have their pause between them', () => {
  const programme = { title: 'Sáng', items: [chime], plays: 3, gap_seconds: 2 };
  const pieces = pieces_of(plays_of(programme, made));
  expect(pieces.map(({ kind, length_ms }) => [kind, length_ms])).toEqual([
    ['sound', 4000], ['gap', 2000], ['sound', 4000], ['gap', 2000], ['sound', 4000],
  ]);
});

test('a relay is told of with its length, and what has no sound yet is left out', () => {
  const relay = {
    kind: 'relay' as const, title: 'Đài TNVN', repeats: 1, station: 's1', minutes: 30,
  };
  expect(plays_of({ title: 'Đài', items: [relay] }, [])[0]?.items)
    .toMatchObject([{ kind: 'relay', duration_ms: 1_800_000 }]);
  expect(plays_of({ title: 'Tin', items: [news] }, [])[0]?.items).toEqual([]);
});
