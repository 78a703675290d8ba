/** Paths of areas: `91` covers `91/31069`, the empty path covers the whole country. */
export function covers(outer: string, inner: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}/`);
}

/** The code at the end of a path, by which a place is asked for. */
export function code_of(path: string): string {
  return path.split('/').at(-1) ?? path;
}

export type Owner = 'own' | 'higher' | 'below' | 'beside';

/** Whose something is, as seen by a unit. */
export function owner_of(area: string, unit: string): Owner {
  if (area === unit) return 'own';
  if (covers(area, unit)) return 'higher';
  return covers(unit, area) ? 'below' : 'beside';
}
