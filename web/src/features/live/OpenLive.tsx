import { Button, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { is_empty, nowhere } from '../devices/targets';
import { TargetPicker } from '../devices/TargetPicker';
import { type LiveOpened, type LiveOpening, open_live } from './api';

/** Who is to hear it, for how long at the most, and where the sound comes from. */
export function OpenLive({ on_open }: { on_open: (opened: LiveOpened) => void }) {
  const { t } = useTranslation('live');
  const client = useQueryClient();
  const [title, set_title] = useState('');
  const [targets, set_targets] = useState(nowhere);
  const [minutes, set_minutes] = useState<number | string>(30);
  const [source, set_source] = useState<LiveOpening['source']>('microphone');
  const opening = useMutation({
    mutationFn: () => open_live({ title: title.trim(), targets, source, minutes: Number(minutes) }),
    onSuccess: async (opened) => {
      on_open(opened);
      await client.invalidateQueries({ queryKey: ['live'] });
    },
  });
  const ready = title.trim() !== '' && !is_empty(targets) && Number(minutes) > 0;
  return (
    <Stack gap="md" maw={640}>
      <TextInput label={t('open.title')} placeholder={t('open.title_hint')} required maxLength={200}
        value={title} onChange={({ currentTarget }) => set_title(currentTarget.value)} />
      <TargetPicker label={t('open.where')} value={targets} on_change={set_targets} />
      <NumberInput label={t('open.minutes')} description={t('open.minutes_hint')} min={1} max={720}
        w={220} value={minutes} onChange={set_minutes} />
      <Radio.Group label={t('open.source')} value={source}
        onChange={(value) => set_source(value as LiveOpening['source'])}>
        <Stack gap="xs" mt={6}>
          <Radio value="microphone" label={t('open.microphone')} />
          <Radio value="source" label={t('open.client')} />
        </Stack>
      </Radio.Group>
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
