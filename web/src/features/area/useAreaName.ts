import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { code_of } from '../../lib/area';
import { area } from './api';

/** The full name of a place; until it is known, its code. */
export function useAreaName(path: string): string {
  const { t } = useTranslation('area');
  const code = code_of(path);
  const named = useQuery({
    queryKey: ['area', code], queryFn: () => area(code), staleTime: Infinity, enabled: path !== '',
  });
  return path === '' ? t('country') : named.data?.full_name ?? code;
}
