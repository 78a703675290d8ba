import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Confirm } from '../../components/Confirm';
import { LinkButton } from '../../components/LinkButton';
import { ProblemNote } from '../../components/ProblemNote';
import { may, may_at } from '../../lib/abilities';
import { date, local_date, start_of } from '../../lib/time';
import { useMe } from '../identity/useMe';
import { ListenProgramme } from '../dry_run/ListenProgramme';
import { cancel, type Programme } from './api';
import { CopyDialog } from './CopyDialog';
import { days_of } from './recurrence';
import { weekday_words } from './windows';

export function ProgrammeRow({ programme }: { programme: Programme }) {
  const { t } = useTranslation('schedule');
  const client = useQueryClient();
  const [asking, set_asking] = useState(false);
  const [reason, set_reason] = useState('');
  const [copying, set_copying] = useState(false);
  const may_copy = may_at(useMe(), programme.area, 'write_schedule');
  const stopping = useMutation({
    mutationFn: () => cancel(programme.id, reason.trim()),
    onSuccess: async () => {
      set_asking(false);
      await client.invalidateQueries({ queryKey: ['programmes'] });
      await client.invalidateQueries({ queryKey: ['runs'] });
    },
  });
  const names = t('weekdays_short', { returnObjects: true }) as string[];
  const { from, to, weekdays } = days_of(programme.days);
  const words = [
    weekday_words(weekdays, names, t('every_day')),
    programme.times.map((time) => time.slice(0, 5)).join(', '),
    from === to ? date(start_of(from)) : `${date(start_of(from))} – ${date(start_of(to))}`,
  ].join(' · ');
  return (
    <div className="row-link">
      <Group justify="space-between" gap="xs">
        <div style={{ minWidth: 0, flex: '1 1 16rem' }}>
          <Text fw={500}>{programme.title}</Text>
          <Text size="sm" c="dimmed">{words}</Text>
        </div>
        <Group gap={8}>
          <Chip tone={programme.state === 'active' ? 'good' : 'quiet'}>
            {t(`states.${programme.state}`)}
          </Chip>
          <ListenProgramme programme={programme} size="xs" />
          {may_copy && (
            <Button size="xs" variant="default" onClick={() => set_copying(true)}
              aria-label={t('copy.named', { name: programme.title })}>
              {t('copy.button')}
            </Button>
          )}
          {may(programme, 'edit') && programme.state === 'active' && (
            <LinkButton size="xs" variant="default" to="/schedule/$id"
              params={{ id: programme.id }} aria-label={t('edit_named', { name: programme.title })}>
              {t('edit')}
            </LinkButton>
          )}
          {may(programme, 'cancel') && programme.state === 'active' && (
            <Button size="xs" variant="default" onClick={() => set_asking(true)}>
              {t('stop.action')}
            </Button>
          )}
        </Group>
      </Group>
      {copying && (
        <CopyDialog programme={programme.id} date={local_date(Date.now())}
          on_close={() => set_copying(false)} />
      )}
      <Confirm opened={asking} title={t('stop.title', { name: programme.title })}
        action={t('stop.action')} busy={stopping.isPending} disabled={!reason.trim()}
        on_close={() => set_asking(false)}
        on_confirm={() => stopping.mutate()}>
        <Stack gap="sm">
          <Text>{t('stop.says')}</Text>
          <TextInput label={t('stop.reason')} required value={reason} data-autofocus
            onChange={(event) => set_reason(event.currentTarget.value)} />
          <ProblemNote error={stopping.error} />
        </Stack>
      </Confirm>
    </div>
  );
}
