import { Button, FileButton, Group, Progress, Text } from '@mantine/core';
import { IconMusic, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may, may_at } from '../../lib/abilities';
import { duration } from '../../lib/time';
import { useMe } from '../identity/useMe';
import { type MediaFile, sounds, upload_sound } from '../media/api';
import { audio_address, remove_sound } from './api';

/** Melodies before and after the words; programmes choose among them. */
export function Chimes({ area }: { area: string }) {
  const { t } = useTranslation('settings');
  const me = useMe();
  const client = useQueryClient();
  const [part, set_part] = useState(0);
  const list = useQuery({ queryKey: ['media', 'sounds'], queryFn: sounds });
  const uploading = useMutation({
    mutationFn: (file: File) => upload_sound(file, area, set_part),
    onSuccess: () => client.invalidateQueries({ queryKey: ['media'] }),
  });
  const add = may_at(me, area, 'write_media') ? (
    <FileButton accept="audio/*" onChange={(file) => file && uploading.mutate(file)}>
      {(props) => (
        <Button {...props} size="xs" variant="default" loading={uploading.isPending}>
          {t('chimes.add')}
        </Button>
      )}
    </FileButton>
  ) : undefined;
  return (
    <Section title={t('chimes.title')} aside={add}>
      <Text c="dimmed">{t('chimes.why')}</Text>
      {uploading.isPending && (
        <Progress value={part * 100} animated aria-label={t('chimes.add')} />
      )}
      <ProblemNote error={uploading.error} />
      <Loaded query={list} rows={1}>
        {({ items }) => items.length === 0
          ? (
            <EmptyState icon={<IconMusic size={28} />} title={t('chimes.none')}>
              {t('chimes.none_hint')}
            </EmptyState>
          )
          : (
            <div className="list">{items.map((one) => <Row key={one.id} file={one} />)}</div>
          )}
      </Loaded>
    </Section>
  );
}

function Row({ file }: { file: MediaFile }) {
  const { t, i18n } = useTranslation('settings');
  const client = useQueryClient();
  const [hearing, set_hearing] = useState(false);
  const [asking, set_asking] = useState(false);
  const removing = useMutation({
    mutationFn: () => remove_sound(file),
    onSuccess: () => client.invalidateQueries({ queryKey: ['media'] }),
  });
  return (
    <div className="row-link">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={500}>{file.name}</Text>
          <Text size="sm" c="dimmed">
            {duration(file.sound?.duration_ms ?? 0, i18n.language)} · {file.created_by_name}
          </Text>
        </div>
        <Group gap={6}>
          <Button size="xs" variant="default" aria-label={t('chimes.hear_one', { name: file.name })}
            leftSection={<IconPlayerPlayFilled size={14} aria-hidden />}
            onClick={() => set_hearing(true)}>
            {t('voices.hear')}
          </Button>
          {may(file, 'remove') && (
            <Button size="xs" variant="default" onClick={() => set_asking(true)}
              aria-label={t('chimes.remove_one', { name: file.name })}>
              {t('chimes.remove')}
            </Button>
          )}
        </Group>
      </Group>
      {hearing && (
        <audio controls autoPlay src={audio_address(file)} style={{ width: '100%', marginTop: 8 }} />
      )}
      <Confirm opened={asking} title={t('chimes.remove_one', { name: file.name })}
        action={t('chimes.remove')} busy={removing.isPending} on_close={() => set_asking(false)}
        on_confirm={() => removing.mutate()}>
        <Text>{t('chimes.remove_says')}</Text>
        <ProblemNote error={removing.error} />
      </Confirm>
    </div>
  );
}
