import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import type { Condition } from './api';
import { condition_tone, type ConditionCount, in_order } from './condition';

export function ConditionCounts({ counts }: { counts: ConditionCount }) {
  const { t, i18n } = useTranslation('devices');
  return (
    <Group gap={8}>
      {in_order(counts).map(({ condition, count }) => (
        <Chip key={condition} tone={condition_tone[condition]}>
          {count.toLocaleString(i18n.language)} {t(`condition.${condition}`).toLocaleLowerCase()}
        </Chip>
      ))}
    </Group>
  );
}

/** The same counts as switches: a press shows those alone, another press shows all again. */
export function ConditionFilter({ counts, chosen, on_choice }: {
  counts: ConditionCount;
  chosen: Condition | undefined;
  on_choice: (condition: Condition | undefined) => void;
}) {
  const { t, i18n } = useTranslation('devices');
  const offered = in_order(counts, chosen);
  return (
    <Group gap={8} role="group" aria-label={t('by_condition')}>
      {offered.map(({ condition, count }) => (
        <button key={condition} type="button" className="chip chip-switch"
          data-tone={condition_tone[condition]} aria-pressed={condition === chosen}
          onClick={() => on_choice(condition === chosen ? undefined : condition)}>
          {count.toLocaleString(i18n.language)} {t(`condition.${condition}`).toLocaleLowerCase()}
        </button>
      ))}
    </Group>
  );
}
