import { expect, test } from 'vitest';
import { type Command, matching, offered } from './commands';

const command = (label: string, kind = 'Đi tới'): Command => ({ id: label, label, kind, href: '/' });
const commands = [command('Lịch phát'), command('Cụm loa'), command('Cụm chợ Vĩnh Thuận', 'Cụm loa')];
const found = (typed: string) => matching(commands, typed).map((one) => one.label);

test('typing without tone marks finds what is meant', () => {
  expect(found('lich')).toEqual(['Lịch phát']);
  expect(found('cum cho')).toEqual(['Cụm chợ Vĩnh Thuận']);
  expect(found('ĐI lịch')).toEqual(['Lịch phát']);
  expect(found('')).toHaveLength(3);
  expect(found('xyz')).toEqual([]);
});

test('what the actor may not do is not offered', () => {
  const places = [{ to: '/', name: 'home' }, { to: '/people', name: 'people', ability: 'manage_users' }];
  expect(offered(places, { abilities: [] })).toHaveLength(1);
  expect(offered(places, { abilities: ['manage_users'] })).toHaveLength(2);
});
