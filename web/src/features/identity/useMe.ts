import { useQuery } from '@tanstack/react-query';
import { me, type Me } from './api';

export const me_query = { queryKey: ['me'], queryFn: me, staleTime: 60_000 };

/** Inside the shell the actor is always known: the shell draws nothing before. */
export function useMe(): Me {
  const { data } = useQuery(me_query);
  if (!data) throw new Error('useMe is for screens inside the shell');
  return data;
}
