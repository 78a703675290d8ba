import { areas_with, may_at } from '../../lib/abilities';

interface Writer {
  unit: { area: string };
  areas: { area: string; abilities: string[] }[];
}

/** Whose draft a copy becomes: of the same place for who writes there, else of the own unit. */
export function copy_place(me: Writer, area: string): string | undefined {
  const writes = (place: string) => may_at(me, place, 'write_bulletins');
  return [area, me.unit.area].find(writes) ?? areas_with(me, 'write_bulletins')[0];
}
