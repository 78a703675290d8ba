/** What an administrator wants to see of the people; it stands in the address. */
export interface PeopleView {
  q?: string;
  unit?: string;
  under?: string;
}

const text = (value: unknown) =>
  (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : '');

/** Whatever stands in an address becomes a view; what makes no sense is left out. */
export function people_view_of(search: Record<string, unknown>): PeopleView {
  const [q, unit, under] = [text(search.q), text(search.unit), text(search.under)];
  return { ...(q && { q }), ...(unit && { unit }), ...(under && { under }) };
}
