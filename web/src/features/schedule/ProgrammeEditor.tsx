import {
  Button, Card, Checkbox, Chip as Choice, Group, NumberInput, Pill, SimpleGrid, Stack, Text,
  TextInput,
} from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClockInput } from '../../components/ClockInput';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { add_days, local_date, parse_clock } from '../../lib/time';
import { bulletin } from '../content/api';
import { is_empty } from '../devices/targets';
import { TargetPicker } from '../devices/TargetPicker';
import { create, preview, type ProgrammeDraft } from './api';
import { BulletinPicker } from './BulletinPicker';
import { PreviewPanel } from './PreviewPanel';

function blank(bulletin_id: string | undefined): ProgrammeDraft {
  const tomorrow = add_days(local_date(Date.now()), 1);
  return {
    title: '',
    bulletins: bulletin_id ? [bulletin_id] : [],
    targets: { areas: [], groups: [], devices: [] },
    from_date: tomorrow,
    to_date: add_days(tomorrow, 6),
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    times: ['05:45', '17:15'],
    repeats: 1,
    gap_s: 5,
    chime: true,
  };
}

/** When, how often, where; with the next runs and every objection in view before saving. */
export function ProgrammeEditor() {
  const { bulletin: wanted } = useSearch({ from: '/shell/schedule/new' });
  const first = useQuery({
    queryKey: ['bulletin', wanted],
    queryFn: () => bulletin(wanted ?? ''),
    enabled: Boolean(wanted),
  });
  if (wanted && first.isPending) return null;
  const begun = {
    ...blank(wanted),
    title: first.data?.body.title ?? '',
    ...(first.data ? { targets: first.data.body.targets } : {}),
  };
  return <Form begun={begun} />;
}

function Form({ begun }: { begun: ProgrammeDraft }) {
  const { t } = useTranslation('schedule');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [draft, set_draft] = useState(begun);
  const set = (change: Partial<ProgrammeDraft>) =>
    set_draft((before) => ({ ...before, ...change }));
  const [settled] = useDebouncedValue(draft, 350);
  const complete = is_complete(settled);
  const shown = useQuery({
    queryKey: ['preview', settled],
    queryFn: () => preview(settled),
    enabled: complete,
    staleTime: 0,
    placeholderData: (before) => before,
  });
  const saving = useMutation({
    mutationFn: () => create(draft),
    onSuccess: async () => {
      for (const key of ['programmes', 'timeline', 'bulletins', 'bulletin']) {
        await client.invalidateQueries({ queryKey: [key] });
      }
      await navigate({ to: '/schedule' });
    },
  });
  const refused = (shown.data?.refusals.length ?? 0) > 0;
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Page title={t('editor.title')} intro={t('editor.intro')}>
      <form onSubmit={send}>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Stack gap="lg">
            <What draft={draft} set={set} />
            <When draft={draft} set={set} />
            <How draft={draft} set={set} />
            <Card>
              <TargetPicker label={t('editor.where')} value={draft.targets}
                on_change={(targets) => set({ targets })} />
            </Card>
          </Stack>
          <Stack gap="lg">
            <PreviewPanel query={shown} complete={complete} />
            <ProblemNote error={saving.error} />
            <Group justify="flex-end">
              <Button type="submit" size="md" loading={saving.isPending}
                disabled={!is_complete(draft) || refused}>
                {t('editor.save')}
              </Button>
            </Group>
          </Stack>
        </SimpleGrid>
      </form>
    </Page>
  );
}

function is_complete(draft: ProgrammeDraft): boolean {
  return draft.title.trim() !== '' && draft.bulletins.length > 0 && !is_empty(draft.targets) &&
    draft.times.length > 0 && draft.weekdays.length > 0;
}

interface PartProps {
  draft: ProgrammeDraft;
  set: (change: Partial<ProgrammeDraft>) => void;
}

function What({ draft, set }: PartProps) {
  const { t } = useTranslation('schedule');
  return (
    <Card>
      <Stack gap="md">
        <TextInput label={t('editor.name')} required value={draft.title} maxLength={200}
          onChange={(event) => set({ title: event.currentTarget.value })} />
        <BulletinPicker value={draft.bulletins} on_change={(bulletins) => set({ bulletins })} />
      </Stack>
    </Card>
  );
}

function When({ draft, set }: PartProps) {
  const { t } = useTranslation('schedule');
  const [time, set_time] = useState('');
  const readable = parse_clock(time) !== undefined;
  const add = () => {
    if (!readable) return;
    set({ times: [...new Set([...draft.times, time])].sort() });
    set_time('');
  };
  const names = t('weekdays_short', { returnObjects: true }) as string[];
  const long_names = t('weekdays_long', { returnObjects: true }) as string[];
  return (
    <Card>
      <Stack gap="md">
        <DatePickerInput type="range" label={t('editor.dates')} valueFormat="DD/MM/YYYY"
          value={[draft.from_date, draft.to_date]} allowSingleDateInRange
          onChange={([from_date, to_date]) => {
            set({ from_date: from_date ?? draft.from_date, to_date: to_date ?? '' });
          }} />
        <div role="group" aria-label={t('editor.weekdays')}>
          <Text size="sm" fw={500} mb={6}>{t('editor.weekdays')}</Text>
          <Choice.Group multiple value={draft.weekdays.map(String)}
            onChange={(days) => set({ weekdays: days.map(Number).sort() })}>
            <Group gap={6}>
              {names.map((name, index) => (
                <Choice key={name} value={String(index + 1)} variant="light" radius="md"
                  aria-label={long_names[index]}>{name}</Choice>
              ))}
            </Group>
          </Choice.Group>
        </div>
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
            <Button variant="light" onClick={add} disabled={!readable}>
              {t('editor.add_time')}
            </Button>
          </Group>
        </div>
      </Stack>
    </Card>
  );
}

function How({ draft, set }: PartProps) {
  const { t } = useTranslation('schedule');
  return (
    <Card>
      <Stack gap="md">
        <SimpleGrid cols={2}>
          <NumberInput label={t('editor.repeats')} min={1} max={10} value={draft.repeats}
            suffix={` ${t('editor.times_unit')}`}
            onChange={(value) => set({ repeats: Number(value) || 1 })} />
          <NumberInput label={t('editor.gap')} min={0} max={7200} value={draft.gap_s}
            suffix={` ${t('editor.seconds')}`} disabled={draft.repeats < 2}
            onChange={(value) => set({ gap_s: Number(value) || 0 })} />
        </SimpleGrid>
        <Checkbox label={t('editor.chime')} description={t('editor.chime_hint')}
          checked={draft.chime}
          onChange={(event) => set({ chime: event.currentTarget.checked })} />
      </Stack>
    </Card>
  );
}
