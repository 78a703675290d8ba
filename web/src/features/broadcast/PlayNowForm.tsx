import { Button, Group, List, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { clock, duration } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import type { BulletinClass } from '../content/api';
import { with_chosen } from '../content/ready';
import { useReadyBulletins } from '../content/useReadyBulletins';
import { reach } from '../devices/api';
import { is_empty, type Targets } from '../devices/targets';
import { TargetPicker } from '../devices/TargetPicker';
import { useMe } from '../identity/useMe';
import { rules } from '../schedule/api';
import { span_words } from '../schedule/windows';
import { play_now } from './api';
import { lead_ms, type Prospect, prospect_of } from './prospect';

export interface PlayChoice {
  id: string;
  title: string;
  class: BulletinClass;
  duration_ms: number;
}
export interface PlayNowFormProps {
  bulletin?: PlayChoice;
  targets: Targets;
  on_close: () => void;
}

export function PlayNowForm({ bulletin, targets: first, on_close }: PlayNowFormProps) {
  const { t } = useTranslation('broadcast');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [chosen, set_chosen] = useState(bulletin);
  const [targets, set_targets] = useState(first);
  const told = useProspect(targets, chosen);
  const playing = useMutation({
    mutationFn: (id: string) => play_now({ bulletin: id, targets }),
    onSuccess: async ({ run }) => {
      await client.invalidateQueries({ queryKey: ['runs'] });
      on_close();
      if (run) await navigate({ to: '/runs/$id', params: { id: run } });
    },
  });
  const emergency = chosen?.class === 'emergency';
  const refused = !told || told.ready === 0 || (!emergency && !told.inside_hours);
  return (
    <Stack gap="md">
      {bulletin
        ? <Text fw={600}>{bulletin.title}</Text>
        : <Choice value={chosen} on_change={set_chosen} />}
      <TargetPicker label={t('play.where')} value={targets} on_change={set_targets} />
      {chosen && told && <WhatWillHappen choice={chosen} told={told} targets={targets} />}
      <ProblemNote error={playing.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
        <Button loading={playing.isPending} disabled={!chosen || refused}
          color={emergency ? 'red' : undefined}
          onClick={() => chosen && playing.mutate(chosen.id)}>
          {t('play.confirm', { count: told?.ready ?? 0 })}
        </Button>
      </Group>
    </Stack>
  );
}

function useProspect(targets: Targets, chosen: PlayChoice | undefined): Prospect | undefined {
  const { unit } = useMe();
  const now = useNow(1000);
  const nowhere = is_empty(targets);
  const counted = useQuery({
    queryKey: ['target-preview', targets], queryFn: () => reach(targets), enabled: !nowhere,
    placeholderData: (before) => before, refetchInterval: 30_000,
  });
  const hours = useQuery({ queryKey: ['rules', unit.area], queryFn: () => rules(unit.area) });
  const counts = nowhere ? { devices: 0, offline: 0 } : counted.data;
  if (!counts || !hours.data) return undefined;
  return prospect_of(counts, hours.data, { now, duration_ms: chosen?.duration_ms ?? 0 });
}

/** How many, how long, within which hours: read before the button is pressed. */
function WhatWillHappen({ choice, told, targets }: {
  choice: PlayChoice;
  told: Prospect;
  targets: Targets;
}) {
  const { t, i18n } = useTranslation('broadcast');
  const now = useNow(1000);
  const emergency = choice.class === 'emergency';
  const hours = told.spans.length > 0
    ? t('play.hours', { hours: span_words(told.spans) }) : t('play.no_hours');
  const late = !emergency && !told.inside_hours;
  return (
    <Note tone={late || told.ready === 0 ? 'warn' : emergency ? 'emergency' : 'accent'}
      title={t('play.what')}>
      <List size="sm" spacing={4}>
        <List.Item>
          {is_empty(targets) ? t('play.nowhere') : t('play.ready', { count: told.ready })}
        </List.Item>
        {told.out_of_reach > 0 && (
          <List.Item>{t('play.out_of_reach', { count: told.out_of_reach })}</List.Item>
        )}
        <List.Item>
          {t('play.length', {
            time: duration(choice.duration_ms, i18n.language),
            until: clock(now + lead_ms + choice.duration_ms),
          })}
        </List.Item>
        <List.Item>{emergency ? t('play.emergency') : hours}</List.Item>
        {late && <List.Item>{t('play.outside')}</List.Item>}
      </List>
    </Note>
  );
}

function Choice({ value, on_change }: {
  value: PlayChoice | undefined;
  on_change: (choice: PlayChoice | undefined) => void;
}) {
  const { t } = useTranslation('broadcast');
  const [text, set_text] = useState('');
  const [words] = useDebouncedValue(text.trim(), 250);
  const found = useReadyBulletins(words);
  const ready = with_chosen<PlayChoice>(
    found.items.filter((one) => may(one, 'play')), value ? [value] : []);
  return (
    <>
      <Select label={t('play.bulletin')} required searchable value={value?.id ?? null}
        placeholder={ready.length === 0 && !found.is_pending ? t('play.none') : undefined}
        data={ready.map(({ id, title }) => ({ value: id, label: title }))}
        filter={({ options }) => options} nothingFoundMessage={t('play.none')}
        onSearchChange={(typed) => set_text(typed === value?.title ? '' : typed)}
        onChange={(id) => on_change(ready.find((one) => one.id === id))} />
      <ProblemNote error={found.error} retry={found.refetch} />
    </>
  );
}
