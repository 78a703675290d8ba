import { Button, FileButton, Group, Progress, Select, Stack } from '@mantine/core';
import { IconMusic } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { useMe } from '../identity/useMe';
import { type MediaFile, sounds, upload_sound } from '../media/api';
import type { ChosenChime } from './draft';

interface ChimePickerProps {
  value: ChosenChime | undefined;
  on_change: (chime: ChosenChime | undefined) => void;
}

function chime_of({ name, sound }: MediaFile): ChosenChime | undefined {
  if (!sound) return undefined;
  const { sha256, size_bytes, duration_ms } = sound;
  return { title: name, file: { sha256, size_bytes, duration_ms } };
}

/** The melody before the words: one of the unit's sounds, or a new one from a file. */
export function ChimePicker({ value, on_change }: ChimePickerProps) {
  const { t } = useTranslation('schedule');
  const { unit } = useMe();
  const client = useQueryClient();
  const [part, set_part] = useState(0);
  const list = useQuery({ queryKey: ['media', 'sounds'], queryFn: sounds });
  const uploading = useMutation({
    mutationFn: (file: File) => upload_sound(file, unit.area, set_part),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['media'] });
      on_change(chime_of(made));
    },
  });
  const items = list.data?.items ?? [];
  return (
    <Stack gap={6}>
      <Group align="flex-end" gap="xs">
        <Select label={t('editor.chime')} description={t('editor.chime_hint')} clearable
          flex="1 1 12rem" placeholder={t('editor.no_chime')} value={value?.file.sha256 ?? null}
          clearButtonProps={{ 'aria-label': t('editor.no_chime') }}
          data={items.flatMap(({ name, sound }) =>
            (sound ? [{ value: sound.sha256, label: name }] : []))}
          onChange={(sha256) => {
            const chosen = items.find(({ sound }) => sound?.sha256 === sha256);
            on_change(chosen && chime_of(chosen));
          }} />
        <FileButton accept="audio/*" onChange={(file) => file && uploading.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" loading={uploading.isPending}
              leftSection={<IconMusic size={18} aria-hidden />}>
              {t('editor.upload_chime')}
            </Button>
          )}
        </FileButton>
      </Group>
      {uploading.isPending && (
        <Progress value={part * 100} animated aria-label={t('editor.upload_chime')} />
      )}
      <ProblemNote error={list.error ?? uploading.error} />
    </Stack>
  );
}
