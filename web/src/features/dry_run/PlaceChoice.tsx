import { Loader, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { code_of } from '../../lib/area';
import { fold } from '../../lib/words';
import { find_areas } from '../area/api';
import { find_devices } from '../devices/api';
import { useMe } from '../identity/useMe';
import { type Place, type Village, villages } from './api';
import type { KnownPlace } from './useKnownPlace';

interface PlaceChoiceProps {
  place: Place;
  known: KnownPlace | undefined;
  on_choice: (place: Place) => void;
}
interface Option {
  value: string;
  label: string;
}

const key_of = (place: Place) =>
  ('device' in place ? `device ${place.device}` : `area ${place.area}`);
function place_of(key: string): Place {
  const [kind, id = ''] = [key.split(' ')[0], key.slice(key.indexOf(' ') + 1)];
  return kind === 'device' ? { device: id } : { area: id };
}

/** The own unit, its villages and its clusters in one field; a wider unit types a few letters. */
export function PlaceChoice({ place, known, on_choice }: PlaceChoiceProps) {
  const { t } = useTranslation('dry_run');
  const { unit } = useMe();
  const [text, set_text] = useState('');
  const [typed] = useDebouncedValue(text.trim(), 200);
  // What stands in the field after a choice is no question.
  const words = typed === known?.name ? '' : typed;
  const is_commune = unit.area.includes('/');
  const areas = useQuery({
    queryKey: ['areas', words, unit.area], queryFn: () => find_areas(words, unit.area),
    enabled: !is_commune && words.length >= 2, placeholderData: (before) => before,
  });
  const below = useQuery({
    queryKey: ['villages', unit.area], queryFn: () => villages(code_of(unit.area)),
    enabled: is_commune, retry: false,
  });
  const devices = useQuery({
    queryKey: ['devices', 'found', words], queryFn: () => find_devices(words),
    placeholderData: (before) => before,
  });
  const fits = ({ label }: Option) => fold(label).includes(fold(words));
  const name = useVillageName();
  const places: Option[] = [
    { value: key_of({ area: unit.area }), label: unit.name },
    ...(below.data?.items ?? []).map((one) =>
      ({ value: key_of({ area: one.path }), label: name(one) })),
  ].filter(fits);
  places.push(...(areas.data?.items ?? []).filter(({ path }) => path !== unit.area)
    .map((one) => ({ value: key_of({ area: one.path }), label: one.full_name })));
  const clusters = (devices.data?.items ?? []).filter(({ state }) => state === 'claimed')
    .map((one) => ({ value: key_of({ device: one.id }), label: one.name }));
  const chosen = key_of(place);
  const is_listed = [...places, ...clusters].some(({ value }) => value === chosen);
  if (!is_listed && known) {
    ('device' in place ? clusters : places).unshift({ value: chosen, label: known.name });
  }
  return (
    <Select label={t('place.label')} size="md" searchable flex="1 1 16rem" value={chosen}
      data={[
        { group: t('place.areas'), items: places },
        { group: t('place.clusters'), items: clusters },
      ]}
      filter={({ options }) => options} onSearchChange={set_text} allowDeselect={false}
      nothingFoundMessage={t('place.none')}
      rightSection={devices.isFetching ? <Loader size="xs" /> : undefined}
      onChange={(key) => key && on_choice(place_of(key))} />
  );
}

/** `Ấp Vĩnh Đông 1` */
export function useVillageName() {
  const { t } = useTranslation('dry_run');
  return ({ kind, name }: Village) =>
    (kind === 'other' ? name : `${t(`place.kinds.${kind}`)} ${name}`);
}
