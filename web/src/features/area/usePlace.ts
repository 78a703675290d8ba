import { useQuery } from '@tanstack/react-query';
import { code_of } from '../../lib/area';
import { useMe } from '../identity/useMe';
import { area } from './api';

export interface NamedPlace {
  area: string;
  name: string;
  own: boolean;
}

/** The place whose settings are on the page: the own unit's, or one below that the address names. */
export function usePlace(path: string | undefined): NamedPlace | undefined {
  const { unit } = useMe();
  const own = path === undefined || path === unit.area;
  const code = code_of(path ?? '');
  const named = useQuery({
    queryKey: ['area', code], queryFn: () => area(code), enabled: !own,
  });
  if (own) return { area: unit.area, name: unit.name, own };
  return named.data && { area: named.data.path, name: named.data.full_name, own };
}
