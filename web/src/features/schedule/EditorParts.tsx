import {
  Button, Card, Chip as Choice, Group, Pill, SimpleGrid, Stack, Text, TextInput,
} from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClockInput } from '../../components/ClockInput';
import { NumberField } from '../../components/NumberField';
import { TargetPicker } from '../devices/TargetPicker';
import { BulletinPicker } from './BulletinPicker';
import { nothing_relayed, type ProgrammeDraft } from './draft';

/** What only some programmes have comes when it is wanted. */
const RelayPart = lazy(async () => ({ default: (await import('./RelayPart')).RelayPart }));
const ChimePicker = lazy(async () => ({ default: (await import('./ChimePicker')).ChimePicker }));

export interface PartProps {
  draft: ProgrammeDraft;
  set: (change: Partial<ProgrammeDraft>) => void;
}

export function What({ draft, set }: PartProps) {
  const { t } = useTranslation('schedule');
  return (
    <Card>
      <Stack gap="md">
        <TextInput label={t('editor.name')} required value={draft.title} maxLength={200}
          onChange={(event) => set({ title: event.currentTarget.value })} />
        <div role="group" aria-label={t('editor.carries')}>
          <Choice.Group value={draft.relay ? 'relay' : 'bulletins'}
            onChange={(value) => set({ relay: value === 'relay' ? nothing_relayed : undefined })}>
            <Group gap={6}>
              {(['bulletins', 'relay'] as const).map((value) => (
                <Choice key={value} value={value} variant="light" radius="md">
                  {t(`editor.${value}`)}
                </Choice>
              ))}
            </Group>
          </Choice.Group>
        </div>
        {draft.relay
          ? <Suspense><RelayPart draft={draft} set={set} /></Suspense>
          : <BulletinPicker value={draft.bulletins}
              on_change={(bulletins) => set({ bulletins })} />}
      </Stack>
    </Card>
  );
}

export function When({ draft, set }: PartProps) {
  const { t } = useTranslation('schedule');
  const { days } = draft;
  const names = t('weekdays_short', { returnObjects: true }) as string[];
  const long_names = t('weekdays_long', { returnObjects: true }) as string[];
  return (
    <Card>
      <Stack gap="md">
        <DatePickerInput type="range" label={t('editor.dates')} valueFormat="DD/MM/YYYY"
          value={[days.from, days.to || null]} allowSingleDateInRange
          onChange={([from, to]) =>
            set({ days: { ...days, from: from ?? days.from, to: to ?? '' } })} />
        <div role="group" aria-label={t('editor.weekdays')}>
          <Text size="sm" fw={500} mb={6}>{t('editor.weekdays')}</Text>
          <Choice.Group multiple value={days.weekdays.map(String)}
            onChange={(chosen) =>
              set({ days: { ...days, weekdays: chosen.map(Number).sort() } })}>
            <Group gap={6}>
              {names.map((name, index) => (
                <Choice key={name} value={String(index + 1)} variant="light" radius="md"
                  aria-label={long_names[index]}>{name}</Choice>
              ))}
            </Group>
          </Choice.Group>
        </div>
        <Times draft={draft} set={set} />
      </Stack>
    </Card>
  );
}

function Times({ draft, set }: PartProps) {
  const { t } = useTranslation('schedule');
  const [time, set_time] = useState('');
  const add = () => {
    if (!time) return;
    set({ times: [...new Set([...draft.times, time])].sort() });
    set_time('');
  };
  return (
    <div>
      <Text size="sm" fw={500} mb={6}>{t('editor.times')}</Text>
      <Group gap={6} mb={8}>
        {draft.times.map((one) => (
          <Pill key={one} size="lg" withRemoveButton className="numbers"
            removeButtonProps={{
              'aria-label': t('editor.remove_time', { time: one }), 'aria-hidden': false,
              tabIndex: 0,
            }}
            onRemove={() => set({ times: draft.times.filter((other) => other !== one) })}>
            {one}
          </Pill>
        ))}
      </Group>
      <Group gap="xs" align="flex-end">
        <ClockInput label={t('editor.one_more_time')} value={time} on_change={set_time}
          on_enter={add} />
        <Button variant="light" onClick={add} disabled={!time}>{t('editor.add_time')}</Button>
      </Group>
    </div>
  );
}

export function How({ draft, set }: PartProps) {
  const { t } = useTranslation('schedule');
  return (
    <Card>
      <Stack gap="md">
        <SimpleGrid cols={2}>
          <NumberField label={t('editor.repeats')} unit={t('editor.times_unit')} min={1} max={10}
            value={draft.plays} on_change={(plays) => set({ plays })} />
          <NumberField label={t('editor.gap')} unit={t('editor.seconds')} min={0} max={7200}
            disabled={draft.plays < 2} value={draft.gap_seconds}
            on_change={(gap_seconds) => set({ gap_seconds })} />
        </SimpleGrid>
        <Suspense>
          <ChimePicker value={draft.chime} on_change={(chime) => set({ chime })} />
        </Suspense>
      </Stack>
    </Card>
  );
}

export function Where({ draft, set }: PartProps) {
  const { t } = useTranslation('schedule');
  return (
    <Card>
      <TargetPicker label={t('editor.where')} value={draft.targets}
        on_change={(targets) => set({ targets })} />
    </Card>
  );
}
