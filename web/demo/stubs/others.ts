import { code_of, covers } from '../../src/lib/area';
import { on } from '../server';
import { commune, state } from '../state';

const places = [
  {
    path: commune.path, name: 'Vĩnh Thuận', full_name: commune.name,
    parent: { full_name: commune.province },
  },
  {
    path: '31/11842', name: 'Vĩnh Thuận', full_name: 'Xã Vĩnh Thuận',
    parent: { full_name: 'TP Hải Phòng' },
  },
  {
    path: '91/30769', name: 'Rạch Giá', full_name: 'Phường Rạch Giá',
    parent: { full_name: commune.province },
  },
  { path: '91', name: 'An Giang', full_name: 'Tỉnh An Giang' },
  { path: '31', name: 'Hải Phòng', full_name: 'TP Hải Phòng' },
];
const plain = (text: string) =>
  text.toLocaleLowerCase('vi').normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');

on('GET /api/v1/areas', ({ query }) => {
  const words = plain(query.get('query') ?? '');
  const under = query.get('under') ?? '';
  const inside = places.filter(({ path }) => covers(under, path) && path !== under);
  return {
    items: words
      ? inside.filter((one) => plain(one.full_name).includes(words))
      : inside.filter(({ path }) => path.split('/').length === (under ? 2 : 1)),
  };
});
on('GET /api/v1/areas/{code}', ({ path }) =>
  ({ history: [], predecessors: [], ...places.find((one) => code_of(one.path) === path.code) }));
on('GET /api/v1/areas/{code}/villages', () => ({
  items: ['Vĩnh Đông 1', 'Vĩnh Đông 2', 'Kinh 1'].map((name, index) => ({
    code: `31069-0${index + 1}`, commune: '31069', path: `${commune.path}/31069-0${index + 1}`,
    kind: 'ap', name, version: 1, changed_at: 0, abilities: [],
  })),
  abilities: [],
}));
on('GET /api/v1/villages/{code}', ({ path }) => ({
  code: path.code, commune: '31069', path: `${commune.path}/${path.code}`, kind: 'ap',
  name: 'Vĩnh Đông 1', version: 1, changed_at: 0, abilities: [],
}));
on('POST /api/v1/audit/verify', () => ({
  entries: state.audit.length, head: { seq: state.audit.length, hash: '9f2c'.repeat(16) },
}));
on('GET /api/v1/keys', () => ({
  version: 2,
  tier: 'commune',
  tiers: [
    {
      tier: 'commune', fingerprint: '40713 92655 08214 77390 16548 23907',
      keys: [
        { purpose: 'ordinary', key: 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=' },
        { purpose: 'ordinary', key: 'qKz7Wyt4gLkxOOP5p0Zs5vTg6HLm9xLCFkAbJr1Rxgs=' },
        { purpose: 'emergency', key: 'Y2Vq5m0mWn5iZQ0zq0m3T4b8kX7e3c1s0m2l9h4a5d0=' },
      ],
    },
    {
      tier: 'province', fingerprint: '58120 36477 90215 64483 07796 31258',
      keys: [{ purpose: 'emergency', key: 'F0VTtFbd38aQjsqxwQH+arIeK6oGF3lbfUOmNIKZP9U=' }],
    },
  ],
  keys: [
    {
      keyid: '56475aa75463474c', key: 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=',
      tier: 'commune', purpose: 'ordinary', in_force: true, until: Date.now() + 7 * 86_400_000,
    },
    {
      keyid: '0f61c36ea4a2cb8d', key: 'qKz7Wyt4gLkxOOP5p0Zs5vTg6HLm9xLCFkAbJr1Rxgs=',
      tier: 'commune', purpose: 'ordinary', in_force: false, from: Date.now() + 6 * 86_400_000,
    },
    {
      keyid: '9a1be4f2cc6d0137', key: 'Y2Vq5m0mWn5iZQ0zq0m3T4b8kX7e3c1s0m2l9h4a5d0=',
      tier: 'commune', purpose: 'emergency', in_force: true,
    },
    {
      keyid: 'c3d5702be86f41a9', key: 'k1u5m0mWn5iZQ0zq0m3T4b8kX7e3c1s0m2l9h4a5d0E=',
      tier: 'commune', purpose: 'root', in_force: true,
    },
    {
      keyid: '68894d58f18f2c34', key: 'F0VTtFbd38aQjsqxwQH+arIeK6oGF3lbfUOmNIKZP9U=',
      tier: 'province', purpose: 'emergency', in_force: false,
    },
  ],
  release_keys: [],
  history: [
    {
      version: 2, made_at: Date.now() - 86_400_000, made_by: 'Trần Quản Trị',
      reason: 'đổi khóa hằng năm',
    },
    { version: 1, made_at: Date.now() - 300 * 86_400_000, made_by: '', reason: '' },
  ],
  abilities: ['rotate'],
}));
on('GET /api/v1/audit', ({ query }) => {
  const action = query.get('action') ?? '';
  const entity = query.get('entity');
  const from = Number(query.get('from') ?? 0);
  const to = Number(query.get('to') ?? Infinity);
  return {
    items: state.audit.filter((one) => one.action.startsWith(action) && one.at >= from &&
      one.at < to && (!entity || one.entity === entity)),
  };
});
