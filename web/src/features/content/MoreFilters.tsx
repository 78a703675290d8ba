import { Checkbox, Group, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type BulletinView, classes, validities } from './bulletin_view';

interface MoreFiltersProps {
  view: BulletinView;
  on_show: (view: BulletinView) => void;
}

export function MoreFilters({ view, on_show }: MoreFiltersProps) {
  const { t } = useTranslation('content');
  return (
    <Group gap="sm">
      <Select w={150} aria-label={t('fields.class')} placeholder={t('list.any_class')} clearable
        clearButtonProps={{ 'aria-label': t('list.any_class') }} value={view.class ?? null}
        data={classes.map((value) => ({ value, label: t(`shell:classes.${value}`) }))}
        onChange={(value) => on_show({
          ...view, class: classes.find((one) => one === value),
        })} />
      <Select w={170} aria-label={t('list.valid')} placeholder={t('list.any_time')} clearable
        clearButtonProps={{ 'aria-label': t('list.any_time') }} value={view.valid ?? null}
        data={validities.map((value) => ({ value, label: t(`list.validity.${value}`) }))}
        onChange={(value) => on_show({
          ...view, valid: validities.find((one) => one === value),
        })} />
      {!view.from && (
        <Checkbox label={t('list.mine')} checked={view.mine ?? false}
          onChange={(event) => on_show({
            ...view, mine: event.currentTarget.checked ? true : undefined,
          })} />
      )}
    </Group>
  );
}
