import type { Grant, NewPerson, Person, Unit, UnitEdit } from '../../src/features/people/api';
import { covers } from '../../src/lib/area';
import { fold } from '../../src/lib/words';
import { on, Refusal } from '../server';
import { commune, new_id, note, person, state, unit } from '../state';
import { actor } from './identity';

const with_code = (user: Person) => ({
  user, code: '3KX7P-M9QTA', expires_at: Date.now() + 3 * 86_400_000,
});

function found(id: string | undefined): Person {
  const one = state.people.find((each) => each.id === id);
  if (!one) {
    throw new Refusal(404, 'identity.no_such_user', {
      vi: 'Không có người dùng này trong địa bàn của bạn.',
      en: 'There is no such user in your area.',
    });
  }
  return one;
}

function changed(id: string | undefined, act: string, change: Partial<Person>): Person {
  const one = found(id);
  Object.assign(one, change, { version: one.version + 1 });
  note(`identity.${act}`, `user/${one.id}`, one.display_name);
  return one;
}

const may_be_closed = ({ id, state: now }: Person) =>
  (now === 'disabled' ? ['enable'] : id === actor().id ? [] : ['disable']);
const shown = (one: Person): Person => ({
  ...one, abilities: ['edit', 'grants', 'reset-code', 'sessions', ...may_be_closed(one)],
});

on('GET /api/v1/users', ({ query }) => {
  const words = fold(query.get('q') ?? '');
  const [of, under] = [query.get('unit'), query.get('under') ?? ''];
  return {
    items: state.people.filter((one) => (!of || one.unit === of) && covers(under, one.area) &&
      fold(`${one.display_name} ${one.user_name}`).includes(words)).map(shown),
  };
});
on('GET /api/v1/users/{id}', ({ path }) => shown(found(path.id)));
on('PUT /api/v1/users/{id}', ({ path, body }) =>
  shown(changed(path.id, 'update_user', body as Partial<Person>)));
on('PUT /api/v1/users/{id}/grants', ({ path, body }) =>
  shown(changed(path.id, 'set_grants', body as { grants: Grant[] })));
on('POST /api/v1/users/{id}/disable', ({ path }) =>
  shown(changed(path.id, 'disable_user', { state: 'disabled' })));
on('POST /api/v1/users/{id}/enable', ({ path }) =>
  shown(changed(path.id, 'enable_user', { state: 'active' })));
const left = new Set<string>();
on('GET /api/v1/users/{id}/sessions', ({ path }) => {
  const now = Date.now();
  const one = found(path.id);
  return {
    items: left.has(one.id) || one.state === 'disabled' ? [] : [{
      id: 's-9', created_at: now - 7_200_000, last_seen_at: now - 600_000, expires_at: now + 1,
      peer: '113.161.40.9', user_agent: 'Mozilla/5.0 (Linux; Android 14) Chrome/156.0',
      current: false,
    }],
  };
});
on('POST /api/v1/users/{id}/end-sessions', ({ path }) => {
  const one = found(path.id);
  left.add(one.id);
  note('identity.end_sessions', `user/${one.id}`, one.display_name);
});
on('POST /api/v1/users', ({ body }) => {
  const wanted = body as NewPerson;
  if (state.people.some((one) => one.user_name === wanted.user_name)) {
    throw new Refusal(409, 'identity.name_taken', {
      vi: 'Tên đăng nhập này đã có người dùng.', en: 'This user name is taken.',
    }, [{ pointer: '/user_name', message: { vi: 'Đã có người dùng', en: 'Already taken' } }]);
  }
  const given = wanted.grants.map(({ role }) => role);
  const made = {
    ...person(wanted.user_name, wanted.display_name, given), unit: wanted.unit,
    phone: wanted.phone ?? '', has_password: false,
  };
  state.people.push(made);
  note('identity.create_user', made.display_name);
  return with_code(made);
});
on('POST /api/v1/users/{id}/reset-code', ({ path, body }) => {
  const { drop_second_factor: drop } = body as { drop_second_factor?: boolean };
  return with_code(shown(changed(path.id, 'issue_reset_code',
    drop ? { has_second_factor: false } : {})));
});

on('GET /api/v1/units', ({ query }) => {
  const words = fold(query.get('q') ?? '');
  const under = query.get('under') ?? '';
  return {
    items: state.units.filter((one) => covers(under, one.area) && fold(one.name).includes(words)),
  };
});
on('GET /api/v1/units/{id}', ({ path }) => state.units.find((one) => one.id === path.id));
on('POST /api/v1/units', ({ body }) => {
  const wanted = body as UnitEdit;
  const made: Unit = {
    ...unit(new_id('u'), wanted.name, wanted.kind), area: wanted.area || commune.path,
  };
  state.units.push(made);
  note('identity.create_unit', `unit/${made.id}`, made.name);
  return made;
});
on('PUT /api/v1/units/{id}', ({ path, body }) => {
  const one = state.units.find((each) => each.id === path.id);
  if (!one) return undefined;
  Object.assign(one, body, { version: one.version + 1 });
  note('identity.update_unit', `unit/${one.id}`, one.name);
  return one;
});
