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
  { path: '91', name: 'An Giang', full_name: 'Tỉnh An Giang' },
];
const plain = (text: string) =>
  text.toLocaleLowerCase('vi').normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');

on('GET /api/v1/areas', ({ query }) => {
  const words = plain(query.get('query') ?? '');
  return { items: places.filter((one) => plain(one.full_name).includes(words)) };
});
on('GET /api/v1/audit', () => ({ items: state.audit }));
