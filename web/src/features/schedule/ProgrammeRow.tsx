import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Confirm } from '../../components/Confirm';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { type Programme, stop } from './api';
import { weekday_words } from './windows';

export function ProgrammeRow({ programme }: { programme: Programme }) {
  const { t, i18n } = useTranslation('schedule');
  const client = useQueryClient();
  const now = useNow(60_000);
  const [asking, set_asking] = useState(false);
  const stopping = useMutation({
    mutationFn: () => stop(programme.id),
    onSuccess: async () => {
      set_asking(false);
      await client.invalidateQueries({ queryKey: ['programmes'] });
      await client.invalidateQueries({ queryKey: ['timeline'] });
    },
  });
  const names = t('weekdays_short', { returnObjects: true }) as string[];
  const words = [
    weekday_words(programme.weekdays, names, t('every_day')),
    programme.times.join(', '),
    t('on_devices', { count: programme.device_count }),
  ].join(' · ');
  return (
    <div className="row-link">
      <Group justify="space-between" gap="xs">
        <div style={{ minWidth: 0, flex: '1 1 16rem' }}>
          <Text fw={500}>{programme.title}</Text>
          <Text size="sm" c="dimmed">{words}</Text>
          {programme.next_run && (
            <Text size="sm">{t('next_run', { when: when(programme.next_run, now, i18n.language) })}
            </Text>
          )}
        </div>
        <Group gap={8}>
          <Chip tone={programme.state === 'active' ? 'good' : 'quiet'}>
            {t(`states.${programme.state}`)}
          </Chip>
          {may(programme, 'stop') && programme.state === 'active' && (
            <Button size="xs" variant="default" onClick={() => set_asking(true)}>
              {t('stop.action')}
            </Button>
          )}
        </Group>
      </Group>
      <Confirm opened={asking} title={t('stop.title', { name: programme.title })}
        action={t('stop.action')} busy={stopping.isPending} on_close={() => set_asking(false)}
        on_confirm={() => stopping.mutate()}>
        <Text>{t('stop.says', { count: programme.device_count })}</Text>
        <ProblemNote error={stopping.error} />
      </Confirm>
    </div>
  );
}
