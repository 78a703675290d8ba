import { sample_bulletins } from './sample_text';
import type { StoredBulletin } from './state';

/** An archive of years: every third a draft, the others approved, each an hour before the next. */
export function many_bulletins(count: number): StoredBulletin[] {
  const now = Date.now();
  const [approved, , drafted] = sample_bulletins(now);
  return Array.from({ length: count }, (_, index) => {
    const from = index % 3 === 0 ? drafted : approved;
    if (!from) throw new Error('the sample has no such bulletin');
    const at = now - (index + 60) * 3_600_000;
    return {
      ...from, id: `many-${index}`, state: index % 3 === 0 ? 'draft' : 'approved',
      created_at: at, changed_at: at, body: { ...from.body, title: `Bản tin số ${index + 1}` },
    };
  });
}
