import { Button, Group, Text } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Loaded } from '../../components/Loading';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { in_language } from '../../lib/words';
import { type Voice, voices } from '../speech/api';
import { hear } from './api';

/** The voices of this installation; each is judged by ear. */
export function Voices({ area }: { area: string }) {
  const { t } = useTranslation('settings');
  const list = useQuery({ queryKey: ['voices'], queryFn: voices });
  return (
    <Section title={t('voices.title')}>
      <Text c="dimmed">{t('voices.why')}</Text>
      <Loaded query={list} rows={2}>
        {({ items }) => (
          <div className="list">
            {items.map((one) => <Row key={one.id} voice={one} area={area} />)}
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function Row({ voice, area }: { voice: Voice; area: string }) {
  const { t, i18n } = useTranslation('settings');
  const hearing = useMutation({
    mutationFn: () => hear({ text: t('voices.sample'), voice: voice.id, area }),
  });
  const source = hearing.data;
  useEffect(() => () => {
    if (source) URL.revokeObjectURL(source);
  }, [source]);
  return (
    <div className="row-link">
      <Group justify="space-between" gap="sm">
        <div style={{ flex: '1 1 14rem' }}>
          <Text fw={500}>{voice.name}</Text>
          {voice.warning && (
            <Text size="sm" c="dimmed">{in_language(voice.warning, i18n.language)}</Text>
          )}
        </div>
        <Group gap={6}>
          {voice.default && <Chip tone="accent">{t('voices.default')}</Chip>}
          {voice.warning && <Chip tone="warn">{t('voices.warning')}</Chip>}
          <Button size="xs" variant="default" loading={hearing.isPending}
            aria-label={t('voices.hear_one', { name: voice.name })}
            leftSection={<IconPlayerPlayFilled size={14} aria-hidden />}
            onClick={() => hearing.mutate()}>
            {t('voices.hear')}
          </Button>
        </Group>
      </Group>
      <ProblemNote error={hearing.error} />
      {source && <audio controls autoPlay src={source} style={{ width: '100%', marginTop: 8 }} />}
    </div>
  );
}
