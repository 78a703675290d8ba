import { Button, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NumberField } from '../../components/NumberField';
import { ProblemNote } from '../../components/ProblemNote';
import { is_empty, nowhere } from '../devices/targets';
import { TargetPicker } from '../devices/TargetPicker';
import { StationChoice } from '../relay/StationChoice';
import { live_inputs, type LiveOpened, type LiveOpening, open_live } from './api';

/** Who is to hear it, for how long at the most, and where the sound comes from. */
export function OpenLive({ on_open }: { on_open: (opened: LiveOpened) => void }) {
  const { t } = useTranslation('live');
  const client = useQueryClient();
  const [title, set_title] = useState('');
  const [targets, set_targets] = useState(nowhere);
  const [minutes, set_minutes] = useState<number | undefined>(30);
  const [source, set_source] = useState<LiveOpening['source']>('microphone');
  const [station, set_station] = useState('');
  const [input, set_input] = useState('');
  const opening = useMutation({
    mutationFn: () => open_live({
      title: title.trim(), targets, source, minutes: minutes ?? 0,
      ...(source === 'station' ? { station } : {}),
      ...(source === 'input' ? { input_device: input } : {}),
    }),
    onSuccess: async (opened) => {
      on_open(opened);
      await client.invalidateQueries({ queryKey: ['live'] });
    },
  });
  const chosen = source === 'station' ? station !== '' : source !== 'input' || input !== '';
  const ready = title.trim() !== '' && !is_empty(targets) && minutes !== undefined && chosen;
  return (
    <Stack gap="md" maw={640}>
      <TextInput label={t('open.title')} placeholder={t('open.title_hint')} required maxLength={200}
        value={title} onChange={({ currentTarget }) => set_title(currentTarget.value)} />
      <TargetPicker label={t('open.where')} value={targets} on_change={set_targets} />
      <NumberField label={t('open.minutes')} description={t('open.minutes_hint')} min={1} max={720}
        w={220} value={minutes} on_change={set_minutes} on_clear={() => set_minutes(undefined)} />
      <Radio.Group label={t('open.source')} value={source}
        onChange={(value) => set_source(value as LiveOpening['source'])}>
        <Stack gap="xs" mt={6}>
          <Radio value="microphone" label={t('open.microphone')} />
          <Radio value="source" label={t('open.client')} />
          <Radio value="station" label={t('open.station')} />
          <Radio value="input" label={t('open.input')} />
        </Stack>
      </Radio.Group>
      {source === 'station' && (
        <Suspense>
          <StationChoice value={station} on_change={({ id }) => set_station(id)} />
        </Suspense>
      )}
      {source === 'input' && <InputChoice value={input} on_change={set_input} />}
      <Text size="sm" c="dimmed">{t('open.says')}</Text>
      <ProblemNote error={opening.error} />
      <div>
        <Button disabled={!ready} loading={opening.isPending} onClick={() => opening.mutate()}>
          {t('open.action')}
        </Button>
      </div>
    </Stack>
  );
}

interface ChoiceProps {
  value: string;
  on_change: (value: string) => void;
}

function InputChoice({ value, on_change }: ChoiceProps) {
  const { t } = useTranslation('live');
  const list = useQuery({ queryKey: ['live', 'inputs'], queryFn: live_inputs });
  const known = list.data?.items ?? [];
  if (list.isSuccess && known.length === 0) return <Text c="dimmed">{t('open.no_inputs')}</Text>;
  return (
    <NativeSelect label={t('open.which_input')} value={value}
      data={[{ value: '', label: '' }, ...known.map(({ device, name, place }) => ({
        value: device, label: place ? `${name} · ${place}` : name,
      }))]}
      onChange={({ currentTarget }) => on_change(currentTarget.value)} />
  );
}
