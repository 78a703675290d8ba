import { expect, test } from 'vitest';
import { counts_of_slots, heard_around, labelled } from './stagger_slots';

test('devices are counted by slot', () => {
  expect(counts_of_slots([{ slot: 2 }, { slot: 0 }, { slot: 2 }])).toEqual([1, 0, 2]);
});

test('without devices there are no slots', () => {
  expect(counts_of_slots([])).toEqual([]);
});

test('on the map each device that has a slot is named by it, and the others are left out', () => {
  const slots = [{ device: 'a', slot: 1, offset_ms: 90_000 }];
  const devices = [{ id: 'a', name: 'Chợ' }, { id: 'b', name: 'Kinh 1' }];
  expect(labelled(devices, slots, ({ slot }) => `nhóm ${slot + 1}`))
    .toEqual([{ id: 'a', name: 'Chợ\nnhóm 2' }]);
});

test('a stronger cluster is heard farther, within half and twice', () => {
  const position = { latitude: 9.5, longitude: 105.2 };
  const heard = (watt?: number) =>
    heard_around([{ position, ...(watt === undefined ? {} : { watt }) }], 800)[0]?.metres;
  expect([heard(), heard(60), heard(240), heard(5000), heard(1)]).toEqual([800, 800, 1600, 1600, 400]);
  expect(heard_around([{}], 800)).toEqual([]);
});
