import { NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../components/LinkButton';
import { useMe } from '../identity/useMe';
import { stations } from './api';

export interface ChosenStation {
  id: string;
  name: string;
}
interface StationChoiceProps {
  /** Its id; empty while none is chosen. */
  value: string;
  on_change: (station: ChosenStation) => void;
}

/** One of the stations that the unit may relay, and the way to where they are kept. */
export function StationChoice({ value, on_change }: StationChoiceProps) {
  const { t } = useTranslation('relay');
  const { unit } = useMe();
  const list = useQuery({
    queryKey: ['stations', unit.area], queryFn: () => stations(unit.area),
  });
  const known = (list.data?.items ?? []).filter(({ url }) => url);
  const choose = (id: string) =>
    on_change({ id, name: known.find((one) => one.id === id)?.name ?? '' });
  return (
    <div>
      {list.isSuccess && known.length === 0 && <Text c="dimmed">{t('choice_of_one.none')}</Text>}
      {known.length > 0 && (
        <NativeSelect label={t('choice_of_one.which')} value={value}
          data={[{ value: '', label: '' }, ...known.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={({ currentTarget }) => choose(currentTarget.value)} />
      )}
      <LinkButton to="/live/stations" variant="subtle" size="compact-sm">
        {t('choice_of_one.keep')}
      </LinkButton>
    </div>
  );
}
