import type { Condition } from '../src/features/devices/api';
import { new_device, type StoredDevice } from './state';

const conditions: Condition[] = [
  'online', 'online', 'online', 'online', 'online', 'online', 'online', 'silent_able',
  'silent_dead', 'never_seen',
];

/** A country's worth of clusters around the middles of the provinces, the same every time. */
export async function many_devices(count: number): Promise<StoredDevice[]> {
  const { default: provinces } = await import('../src/features/devices/map/provinces.json');
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const province = provinces.features[index % provinces.features.length];
    const [longitude = 105, latitude = 10] = province?.properties.label ?? [];
    const turn = index * 2.399963;
    const far = 0.004 * Math.sqrt(index);
    const condition = conditions[(index * 7) % conditions.length] ?? 'online';
    return {
      ...new_device(`m-${index}`, `Cụm ${province?.properties.name} ${index + 1}`, `M-${index}`,
        `Nhà văn hóa số ${index + 1}`),
      state: condition === 'never_seen' ? 'registered' : 'claimed', condition,
      ...(condition === 'never_seen' ? {} : { last_seen_at: now - (index % 50) * 1000 }),
      position: {
        latitude: latitude + far * Math.sin(turn), longitude: longitude + far * Math.cos(turn),
      },
    };
  });
}
