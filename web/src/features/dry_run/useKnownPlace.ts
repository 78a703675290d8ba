import { useQuery } from '@tanstack/react-query';
import { code_of } from '../../lib/area';
import { area } from '../area/api';
import { device } from '../devices/api';
import { useMe } from '../identity/useMe';
import { type Place, village } from './api';
import { useVillageName } from './PlaceChoice';

export interface KnownPlace {
  name: string;
  /** Whose rules hold there. */
  area: string;
}

/** The chosen place by its name; undefined until it is known. */
export function useKnownPlace(place: Place): KnownPlace | undefined {
  const { unit } = useMe();
  const village_name = useVillageName();
  const id = 'device' in place ? place.device : '';
  const path = 'area' in place ? place.area : unit.area;
  const code = code_of(path);
  // Below a commune the code is our own, with a number behind it.
  const is_village = code.includes('-');
  const own = path === unit.area;
  const cluster = useQuery({
    queryKey: ['device', id], queryFn: () => device(id), enabled: id !== '',
  });
  const named = useQuery({
    queryKey: ['area', code], queryFn: () => area(code), enabled: !own && !is_village,
  });
  const inside = useQuery({
    queryKey: ['village', code], queryFn: () => village(code), enabled: !own && is_village,
  });
  if (id) return cluster.data && { name: cluster.data.name, area: cluster.data.area };
  if (own) return { name: unit.name, area: path };
  if (is_village) return inside.data && { name: village_name(inside.data), area: path };
  return named.data && { name: named.data.full_name, area: path };
}
