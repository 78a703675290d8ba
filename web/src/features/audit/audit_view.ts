/** What is looked for in the log; it stands in the address. Days are local dates. */
export interface AuditView {
  /** A folder of actions such as `content.`, or one action. */
  action?: string;
  actor?: string;
  entity?: string;
  from?: string;
  to?: string;
}

/** Each kind of action begins with its folder. */
export const kinds = [
  'identity.', 'content.', 'schedule.', 'broadcast.', 'emergency.', 'live.', 'devices.', 'alarms.',
  'speech.', 'media.', 'keys.',
] as const;

const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : '');
const day = (value: unknown) => (/^\d{4}-\d{2}-\d{2}$/.test(text(value)) ? text(value) : '');

/** Whatever stands in an address becomes a view; what makes no sense is left out. */
export function audit_view_of(search: Record<string, unknown>): AuditView {
  const found = {
    action: text(search.action), actor: text(search.actor), entity: text(search.entity),
    from: day(search.from), to: day(search.to),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value));
}
