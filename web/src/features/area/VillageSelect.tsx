import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { villages } from './api';
import { commune_of, commune_path } from './village';

interface VillageSelectProps {
  /** Path of a commune or of one of its villages. */
  area: string;
  on_change: (area: string) => void;
}

/** In which village something stands: its people are counted with it. Nothing where none is known. */
export function VillageSelect({ area, on_change }: VillageSelectProps) {
  const { t } = useTranslation('area');
  const commune = commune_of(area);
  const list = useQuery({
    queryKey: ['villages', commune], queryFn: () => villages(commune ?? ''),
    enabled: commune !== undefined,
  });
  const items = list.data?.items ?? [];
  if (items.length === 0) return null;
  const whole = commune_path(area);
  return (
    <NativeSelect label={t('village.which')} description={t('village.which_hint')} size="md"
      value={area} onChange={({ currentTarget }) => on_change(currentTarget.value)}
      data={[
        { value: whole, label: t('village.not_said') },
        ...items.map(({ path, kind, name }) => ({
          value: path, label: t(`village.kinds.${kind}`, { name }),
        })),
      ]} />
  );
}
