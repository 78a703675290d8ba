import {
  ActionIcon, Button, Chip as Choice, Group, Stack, Text, TextInput,
} from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ClockInput } from '../../components/ClockInput';
import type { SettingsParts } from '../../components/SettingsForm';
import { local_date } from '../../lib/time';
import type { UnitRules } from './api';

type PartProps = SettingsParts<UnitRules>;

interface Span {
  from: string;
  to: string;
}
interface SpansProps<T extends Span> {
  title: string;
  hint: string;
  add: string;
  spans: T[];
  fresh: T;
  editable: boolean;
  on_change: (spans: T[]) => void;
}

/** Hours of a day, each with a beginning and an end. */
function Spans<T extends Span>(props: SpansProps<T>) {
  const { t } = useTranslation('schedule');
  const { spans, editable, on_change } = props;
  const change = (index: number, part: Partial<Span>) =>
    on_change(spans.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <Stack gap="sm" role="group" aria-label={props.title}>
      <div>
        <Text fw={500}>{props.title}</Text>
        <Text size="sm" c="dimmed">{props.hint}</Text>
      </div>
      {spans.map((one, index) => (
        <Group key={index} align="flex-end" gap="sm" wrap="nowrap">
          <ClockInput label={t('rules.from')} value={one.from.slice(0, 5)} disabled={!editable}
            on_change={(from) => change(index, { from: `${from}:00` })} />
          <ClockInput label={t('rules.to')} value={one.to.slice(0, 5)} disabled={!editable}
            on_change={(to) => change(index, { to: `${to}:00` })} />
          {editable && (
            <ActionIcon variant="subtle" size={36}
              aria-label={t('rules.remove_span', { from: one.from.slice(0, 5) })}
              onClick={() => on_change(spans.filter((_, at) => at !== index))}>
              <IconX size={18} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {spans.length === 0 && <Text size="sm" c="dimmed">{t('rules.no_spans')}</Text>}
      {editable && (
        <Group>
          <Button variant="light" leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => on_change([...spans, props.fresh])}>
            {props.add}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

export function Windows({ draft, editable, set }: PartProps) {
  const { t } = useTranslation('schedule');
  return (
    <Spans title={t('rules.windows')} hint={t('rules.windows_hint')} add={t('rules.add')}
      spans={draft.windows} editable={editable}
      fresh={{ weekdays: [], from: '11:00:00', to: '11:30:00' }}
      on_change={(windows) => set({ windows })} />
  );
}

export function QuietHours({ draft, editable, set }: PartProps) {
  const { t } = useTranslation('schedule');
  return (
    <Spans title={t('rules.quiet')} hint={t('rules.quiet_hint')} add={t('rules.add_quiet')}
      spans={draft.quiet_hours} editable={editable}
      fresh={{ from: '12:00:00', to: '13:00:00' }}
      on_change={(quiet_hours) => set({ quiet_hours })} />
  );
}

export function WeekdaysOff({ draft, editable, set }: PartProps) {
  const { t } = useTranslation('schedule');
  const names = t('weekdays_short', { returnObjects: true }) as string[];
  const long_names = t('weekdays_long', { returnObjects: true }) as string[];
  return (
    <div role="group" aria-label={t('rules.weekdays_off')}>
      <Text fw={500} mb={6}>{t('rules.weekdays_off')}</Text>
      <Choice.Group multiple value={draft.weekdays_off.map(String)}
        onChange={(chosen) => set({ weekdays_off: chosen.map(Number).sort() })}>
        <Group gap={6}>
          {names.map((name, index) => (
            <Choice key={name} value={String(index + 1)} variant="light" radius="md"
              disabled={!editable} aria-label={long_names[index]}>{name}</Choice>
          ))}
        </Group>
      </Choice.Group>
    </div>
  );
}

export function DaysOff({ draft, editable, set }: PartProps) {
  const { t } = useTranslation('schedule');
  const days = draft.days_off;
  const change = (index: number, part: Partial<typeof days[number]>) =>
    set({ days_off: days.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const today = local_date(Date.now());
  return (
    <Stack gap="sm" role="group" aria-label={t('rules.days_off')}>
      <div>
        <Text fw={500}>{t('rules.days_off')}</Text>
        <Text size="sm" c="dimmed">{t('rules.days_off_hint')}</Text>
      </div>
      {days.map((one, index) => (
        <Group key={index} align="flex-end" gap="sm">
          <DatePickerInput type="range" label={t('rules.days_off_dates')} flex="1 1 12rem"
            valueFormat="DD/MM/YYYY" allowSingleDateInRange disabled={!editable}
            value={[one.first, one.last || null]}
            onChange={([first, last]) =>
              change(index, { first: first ?? one.first, last: last ?? '' })} />
          <TextInput label={t('rules.days_off_name')} flex="1 1 10rem" maxLength={200}
            disabled={!editable} value={one.name}
            onChange={(event) => change(index, { name: event.currentTarget.value })} />
          {editable && (
            <ActionIcon variant="subtle" size={36}
              aria-label={t('rules.remove_day', { name: one.name })}
              onClick={() => set({ days_off: days.filter((_, at) => at !== index) })}>
              <IconX size={18} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {editable && (
        <Group>
          <Button variant="light" leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => set({ days_off: [...days, { first: today, last: today, name: '' }] })}>
            {t('rules.add_day')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
