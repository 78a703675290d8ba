import { expect, test } from 'vitest';
import type { Grant } from './api';
import { by_area, with_roles, within_reach, writes_and_approves } from './grants';

const grants: Grant[] = [
  { role: 'report_viewer', area: '91' },
  { role: 'composer', area: '91/31069' },
  { role: 'operator', area: '91/31069' },
];

test('roles are gathered place by place', () => {
  expect(by_area(grants)).toEqual([
    { area: '91', roles: ['report_viewer'] },
    { area: '91/31069', roles: ['composer', 'operator'] },
  ]);
});

test('what was given from above is not sent back', () => {
  expect(within_reach(grants, ['91/31069'])).toEqual(grants.slice(1));
  expect(within_reach(grants, ['91'])).toEqual(grants);
  expect(within_reach(grants, [])).toEqual([]);
});

test('the roles of one place are replaced, those of others stay', () => {
  expect(with_roles(grants, '91/31069', ['approver'])).toEqual([
    { role: 'report_viewer', area: '91' }, { role: 'approver', area: '91/31069' },
  ]);
  expect(with_roles(grants, '91/31069', [])).toEqual(grants.slice(0, 1));
});

test('one person who writes and approves is noticed', () => {
  expect(writes_and_approves(grants)).toBe(false);
  expect(writes_and_approves([...grants, { role: 'approver', area: '91/31069' }])).toBe(true);
});
