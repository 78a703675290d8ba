import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { code_of, owner_of } from '../../lib/area';
import { area } from '../area/api';
import { useMe } from '../identity/useMe';
import './dry_run.css';

/** Whose a run is when it is not the own unit's; nothing else. */
export function OwnerMark({ path }: { path: string }) {
  const { t } = useTranslation('dry_run');
  const owner = owner_of(path, useMe().unit.area);
  const name = useUnitName(path);
  if (owner === 'own' || owner === 'below') return null;
  return (
    <span className="owner-mark">
      <IconLock size={14} aria-hidden /> {t(`owner.${owner}`, { name })}
    </span>
  );
}

export function useUnitName(path: string): string {
  const { t } = useTranslation('dry_run');
  const { unit } = useMe();
  const code = code_of(path);
  const named = useQuery({
    queryKey: ['area', code], queryFn: () => area(code), staleTime: Infinity,
    enabled: path !== '' && path !== unit.area,
  });
  if (path === '') return t('owner.country');
  return path === unit.area ? unit.name : named.data?.full_name ?? code;
}
